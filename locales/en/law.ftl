# law: time limits, working calendar, legal sources

## Limits
law-limit-working-hour = { $n ->
    [one] { $n } working hour
   *[other] { $n } working hours
}
law-limit-hour = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
law-limit-working-day = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
law-limit-day = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
law-limit-week = { $n ->
    [one] { $n } week
   *[other] { $n } weeks
}
law-limit-month = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
law-limit-year = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
law-limit-same-day = same day

## Acts
law-cite-article = { $act }, Article { $article }
law-cite-clause = { $act }, Article { $article }({ $clause })
law-cite-point = { $act }, Article { $article }({ $clause })({ $point })
law-act-civil-code-2015 = Civil Code 2015
law-act-labour-code-1994 = Labour Code 1994 (as amended in 2007)
law-act-labour-code-2012 = Labour Code 2012
law-act-labour-code-2019 = Labour Code 2019
law-act-resolution-28-2026 = Resolution 28/2026/QH16
law-act-decree-23-2015 = Decree 23/2015/NĐ-CP
law-act-decree-123-2015 = Decree 123/2015/NĐ-CP
law-act-decree-61-2018 = Decree 61/2018/NĐ-CP
law-act-decree-69-2024 = Decree 69/2024/NĐ-CP
law-act-decree-45-2020 = Decree 45/2020/NĐ-CP
law-act-decree-107-2021 = Decree 107/2021/NĐ-CP
law-act-decree-118-2025 = Decree 118/2025/NĐ-CP
law-act-circular-17-2017 = Circular 17/2017/TT-BTTTT
law-act-decision-45-2016 = Decision 45/2016/QĐ-TTg
law-act-decision-766-2022 = Decision 766/QĐ-TTg of 2022
law-act-circular-1-2018 = Circular 01/2018/TT-VPCP
law-act-circular-3-2025 = Circular 03/2025/TT-VPCP

## Days
law-weekday-1 = Monday
law-weekday-2 = Tuesday
law-weekday-3 = Wednesday
law-weekday-4 = Thursday
law-weekday-5 = Friday
law-weekday-6 = Saturday
law-weekday-7 = Sunday
law-holiday-new-year = New Year's Day
law-holiday-tet = Tết (Lunar New Year)
law-holiday-hung-kings = Hùng Kings' Commemoration Day
law-holiday-reunification = Reunification Day, 30 April
law-holiday-labour = Labour Day, 1 May
law-holiday-national = National Day, 2 September
law-holiday-culture = Việt Nam Culture Day
law-day-weekly-rest = weekly rest
law-day-holiday = { $name }
law-day-compensatory = rest made up for { $name }
law-day-swapped-off = day off exchanged for { $date }
law-day-worked-instead = worked instead of { $date }

## The steps of a due date
law-step-plain = { $sentence }.
law-step-cited = { $sentence } ({ $law }).
law-step-started-counter = Complete dossier accepted at the counter at { $at }
law-step-started-post = Hand-over record signed with the post at { $at }
law-step-started-online = Online dossier formally accepted at { $at }
law-step-started-supplement = Full supplement received at { $at }
law-step-started-obligation = Financial obligation fulfilled at { $at }
law-step-restarted = Full supplement received at { $at }; the count begins again from zero
law-step-promised = Time limit: { $limit }
law-step-set-by-officer = The procedure publishes no limit; the officer set { $until }, because: { $reason }
law-step-counted-from = { $event } is not counted; counting begins on { $from }
law-step-hours-from = A limit in hours runs at once, from { $at }
law-step-before-cut-off = Taken in at { $at }, not after { $cut }: done the same day
law-step-after-cut-off = Taken in at { $at }, after { $cut }: moved to { $next }
law-step-taken-in-on-day-off = Taken in at { $at } on a day that is not worked: counts for { $next }
law-step-skipped = Not counted: { $days } – { $why }
law-step-counted-though = Counted: { $date } – { $why }
law-step-last-working-day = Working day { $n } is { $date }
law-step-part-of-day = { $limit } end at { $at }; the part of a day runs from the start of the shift
law-step-last-day = { $limit } end on { $date }
law-step-rolled-forward = The last day, { $from }, is a day off, so the limit ends with { $to }
law-step-paused = Suspended from { $from } to { $until } ({ $basis }): { $moved } added, from { $before } to { $after }
law-step-extended = Extended once on { $agreed }, because: { $reason }; from { $before } to { $after }
law-step-kept = On { $on } the working calendar changed ({ $basis }): counted again it would be { $counted }; the date promised to the applicant stands: { $until }
law-step-extended-too-late = New date given on { $agreed }, after the due date { $before } had passed: result on { $promised }, the dossier still counts as late
law-step-still-paused = Suspended since { $since } ({ $basis }); the due date will move by the length of the suspension
law-step-due = Due at { $time } on { $date }
law-moved-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
law-moved-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
law-moved-working-time = { $hours } h { $minutes } min of working time
law-moved-clock-time = { $hours } h { $minutes } min

## Bad input
law-error-limit-empty = No time limit given.
law-error-limit-value = A time limit begins with a number, for example “5 working days”.
law-error-limit-not-positive = A time limit must be more than 0.
law-error-limit-too-long = The time limit is too long; please check it.
law-error-limit-unit = The unit must be working hours, hours, working days, days, weeks, months, years or “same day”.
law-error-date = “{ $value }” is not a valid date and time; write it like 2024-06-12T09:00.
law-error-pause = “{ $value }” is not a suspension; write it like 2024-06-06..2024-06-12.
law-error-pause-order = The suspension “{ $value }” ends before it begins.
law-error-pause-before-start = The suspension “{ $value }” begins before the dossier was accepted.
law-error-restart-before-start = The restart “{ $value }” lies before the day of acceptance.
law-pause-as-given = as given
law-error-code-empty = No code given.
law-error-code-length = The code has the wrong number of characters.
law-error-code-charset = The code holds a character that is not allowed.
law-error-code-format = The code does not have the right form.
law-error-code-agency = The agency code inside the dossier code does not have the right form.
law-error-code-date = The date in the code does not exist.
law-error-code-serial = The serial must be digits, beginning with 0001.
law-error-code-cmnd-expired = The nine-digit identity card has not been valid since 1 January 2025; the 12-digit personal number is needed.
law-error-code-check-digit = The check digit of the tax code is wrong.
law-error-code-branch = The number of a dependent unit must be 001 to 999.
law-warning-unknown-prefix = The first three digits are no province in the list.
law-warning-sex-mismatch = The sex declared differs from the personal number.
law-warning-birth-year-mismatch = The birth year declared differs from the personal number.

## How a dossier stands
law-class-early = Early
law-class-on-time = On time
law-class-late = Late
law-class-running = Within its time
law-class-due-soon = Due soon
law-class-running-late = In progress, late
law-class-suspended = Suspended
law-class-never-accepted = Not counted: never accepted
law-class-no-due-date = Not counted: no due date
law-left-days = { $hours ->
    [0] { $days } working days left
   *[other] { $days } d { $hours } h of working time left
}
law-left-hours = { $minutes ->
    [0] { $hours } working hours left
   *[other] { $hours } h { $minutes } min of working time left
}
law-left-minutes = { $minutes } min of working time left
law-late-days = { $hours ->
    [0] late by { $days } working days
   *[other] late by { $days } d { $hours } h of working time
}
law-late-hours = { $minutes ->
    [0] late by { $hours } working hours
   *[other] late by { $hours } h { $minutes } min of working time
}
law-late-minutes = { $minutes ->
    [0] just late, outside working hours
   *[other] late by { $minutes } min of working time
}

# What a centre is judged by.
law-area-central-city = centrally run city
law-area-province = other province or city
law-area-rural = rural area
law-area-remote = remote or especially difficult area
law-source-centre-scheme = Pilot scheme of the Public Administrative Service Centre, part II, sections I.2, IV.1 and IV.2
