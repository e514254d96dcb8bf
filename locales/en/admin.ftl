# admin — the administrator's screens
