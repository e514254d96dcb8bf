# Long work: exports, many dossiers at once, imports, dates worked out anew
job-list = Running work and exported files
job-list-lead = The long work you asked for. You may close this page: the work goes on, files are kept for seven days.
job-none = Nothing yet
job-none-text = When you export a list or handle many dossiers at once, progress and outcome appear here.
job-what = Work
job-state = State
job-asked = Asked at
job-file = File
job-older = Older work
job-state-waiting = Waiting for its turn
job-state-running = Running
job-state-done = Done
job-state-failed = Not completed
job-state-cancelled = Ended as asked
job-asked-at = Asked at { $at }
job-ended-at = ended at { $at }
job-progress = { $done } items done
job-progress-of = { $done } of { $total } items done
job-open-text = You may leave this page; the work goes on.
job-look-again = Look again
job-cancel = End this work
job-cancelling = Ending. What is done stays done.
job-cancelled = It will end. What is done stays done.
job-trouble = The work was not completed; what is done stays done
job-download = Download the file
job-kept-until = kept until { $until }
job-refused = { $n } items were refused
job-refused-number = No.
job-refused-subject = Item
job-refused-reason = Reason
job-refused-more = { $n } more; export the list to see them all.
refusal-job-cancelled = The work was ended as asked. What is done stays done.
refusal-job-officer-gone = Whoever asked for it may no longer sign in, so it does not go on. Somebody else can ask for it again.
refusal-job-fault = The system failed at this work (reference { $reference }). Try again; if it fails again, tell the administrator this reference.
refusal-table-kind = { $name } is no spreadsheet. Use a .xlsx or .csv file.
refusal-table-broken = The spreadsheet cannot be read: { $why }. Open it, save it again and upload it once more.
refusal-table-empty = The table has no rows. Its first row must name the columns.
refusal-table-long = The table has more than { $most } rows. Split it into several files.
refusal-table-not-utf8 = The CSV file is not UTF-8. Save it as “CSV UTF-8” or .xlsx.

# Lists as spreadsheets
job-kind-list = Export the list “{ $name }” ({ $format })
job-done-list = { $n ->
    [0] The list has no lines now, so there is no file. Take away some filters and export again.
    [one] One line was written to the file.
   *[other] { $n } lines were written to the file.
}
refusal-list-not-yours = You have no right to this list, so it cannot be exported. If your work needs it, ask an administrator for the right.
list-jobs = Work and exported files
list-refused = Items that were refused
job-ended = Ended at
job-outcome = Outcome
