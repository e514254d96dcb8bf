# portal — the applicant's own pages
portal-home = Trang của tôi
