# The supervisor's desk: late and nearly late dossiers, forecast, urges, explanations, redistribution, register.

supervision-title = Progress
supervision-stood = As of { $at }
supervision-measured = The usual time of each step was measured on { $day } over the { $n } dossiers closed last (the shortest and longest 5 % cut). Steps with too few observations take the time their process sets.
supervision-not-measured = The usual time of steps has not been measured yet; the forecast takes the times the processes set.
supervision-days-title = The next five working days
supervision-due = due
supervision-miss = { $n } late or will be late
supervision-miss-none = None will be late
supervision-groups = Where they lie
supervision-by-unit = Unit
supervision-by-officer = Officer
supervision-by-procedure = Procedure
supervision-by-step = Step
supervision-nobody = Nobody has taken it
supervision-no-code = No code yet
supervision-more-groups = { $n } more lines
supervision-empty = No dossier's time is running
supervision-empty-text = Accepted dossiers that you watch over will be shown here.

supervision-when-late = Late
supervision-when-will-miss = Will be late
supervision-when-tight = Tight
supervision-when-today = Due today
supervision-when-week = Due this week
supervision-when-within = Within { $days } days
supervision-when-on = Due { $day }
supervision-when-miss-on = Late or will be late { $day }
supervision-when-intake = Online submissions to be accepted
supervision-when-intake-late = Online, past 8 hours
supervision-when-all = In progress
supervision-tile-late = promised date has passed
supervision-tile-will-miss = by the forecast, if nobody steps in
supervision-tile-tight = a little slow and it is late
supervision-tile-today = not yet late
supervision-tile-week = until Sunday
supervision-tile-intake-late = not accepted after 8 working hours

supervision-chance-will-meet = In time
supervision-chance-tight = Tight
supervision-chance-will-miss = Will be late
supervision-chance-late = Late
supervision-expected = Expected { $at }
supervision-no-forecast = Not accepted yet, no forecast
supervision-why-spent = It has been at this step for { $time } of working time.
supervision-why-observed = { $step }: usually takes { $usual }, slow runs { $slow } (observed { $n } times).
supervision-why-planned = { $step }: { $usual } by its process (too few observations).
supervision-why-unknown = { $step }: not observed, and the process sets no time.

supervision-minutes = { $minutes } minutes
supervision-hours = { $hours } hours
supervision-hours-minutes = { $hours } hours { $minutes } minutes
supervision-days = { $days } days
supervision-days-hours = { $days } days { $hours } hours

supervision-column-code = Dossier
supervision-column-where = Where it lies
supervision-column-due = Promised
supervision-column-forecast = Forecast
supervision-urged = Urged { $n } times
supervision-list-empty = No dossier
supervision-list-empty-text = You watch over no such dossier.
