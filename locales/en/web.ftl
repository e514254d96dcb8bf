# Frame, forms, error messages.

web-product = Một Cửa
web-tagline = Administrative procedures, through one door
web-footer = This site loads nothing from elsewhere and uses only the cookies it needs to work.
web-skip = Skip to main content
web-nav = Work
web-nav-public = Pages for citizens
web-crumbs = Path to this page
web-tabs = Sections
web-search = Search
web-search-dossiers = Find a dossier by code, name, personal number
web-theme = Switch between light and dark
web-sign-in = Sign in
web-account = My account
web-officers-sign-in = Officers sign in here
web-sign-out = Sign out
web-keys = Keyboard shortcuts
web-print = Print
web-remove = Remove
web-copy = Copy { $what }
web-copied = Copied

web-optional = (optional)
web-date-hint = Day, month, year. For example: 05/02/2024
web-errors-title = { $n ->
    [one] { $n } thing to put right
   *[other] { $n } things to put right
}
web-errors-kept = Everything you typed has been kept.
web-combo-none = Nothing found
web-combo-found = { "{n}" } found

web-due-why = see how it was counted
web-due-chain = How the due date was counted:
web-step-done = Done:
web-step-current = In progress:
web-step-ahead = To come:
web-step-skipped = Skipped:

web-pager = Pages
web-pager-shown = { $shown ->
    [one] Showing { $shown } row
   *[other] Showing { $shown } rows
}
web-pager-of = Showing { $shown } of { $total }
web-pager-first = First page
web-pager-prev = Previous
web-pager-next = Next

web-expired = Your session has ended; nothing was sent
web-expired-kept = What you typed is still on this page. Sign in in a new window, then come back and send again.
web-upload-choose = Choose files
web-upload = Upload files
web-upload-sending = uploading
web-upload-done = saved
web-upload-failed = could not be uploaded
web-saving = Saving…
web-saved-at = Saved
web-unsaved = Changes not saved yet

web-refusal-unknown = The request was not accepted (reason code: { $key }).

web-problem-reload = Reload the page
web-problem-back = Go back
web-problem-home = Home page
web-problem-reference = Reference of this incident:

web-problem-refused-title = This could not be done
web-problem-refused-now = Nothing has changed. Go back, put it right as said above, and try again.
web-problem-stale-title = Somebody else was faster
web-problem-stale-what = While you were working, someone else changed this, so your change was not recorded.
web-problem-stale-now = Reload the page to see how it stands now, then do it again if it is still needed.
web-problem-absent-title = Not found
web-problem-absent-what = This page or dossier does not exist, or you may not see it.
web-problem-absent-now = Check the address or the dossier code, or search from the home page.
web-problem-not-signed-in-title = Please sign in
web-problem-not-signed-in-what = This needs you to be signed in, or your session has ended.
web-problem-not-signed-in-now = Sign in and do it again.
web-problem-forbidden-title = Not permitted
web-problem-forbidden-what = Your account has not been given the right to do this.
web-problem-forbidden-now = Nothing has changed. If you need this right, ask the administrator of your unit.
web-problem-forged-title = This page is too old
web-problem-forged-what = The request came without this page's seal, usually because the page was open for too long or you signed in again in another window.
web-problem-forged-now = Nothing has been recorded. Go back, reload the page and do it again.
web-problem-too-many-title = Please wait a moment
web-problem-too-many-what = There were too many requests from where you are. Try again in { $seconds } seconds.
web-problem-too-many-now = Nothing has changed.
web-problem-too-large-title = Too much data
web-problem-too-large-what = The file or text you sent is larger than allowed.
web-problem-too-large-now = Make it smaller or split it into several files, and send it again.
web-problem-malformed-title = The request could not be read
web-problem-malformed-what = The data sent is not in a form the system can read.
web-problem-malformed-now = Nothing has changed. Go back, reload the page and try again.
web-problem-fault-title = Something went wrong
web-problem-fault-what = There is a fault on our side. Whatever was reported as saved is safe.
web-problem-fault-now = Reload the page in a few minutes. If it still fails, tell the technical team and give them the reference below.

# Programs
refusal-idempotency-key-required = A request that changes something needs the header Idempotency-Key: a text of 1–{ $longest } ASCII characters without blanks that the sender chooses for each act. A repeated request carries the same key.
refusal-version-required = Say which version of the dossier you looked at, in the header If-Match (from the ETag) or in the field version.
refusal-search-by-body = Names and identity numbers do not belong in an address. Search with POST /api/v1/dossiers/search.
refusal-due-input = { $message }
web-error-at = { $field }: { $text }
web-help = Help with this screen (key ?)
web-inbox = Inbox: { $n } unread
web-banner-dismiss = Seen
web-field-name = Name
web-field-personal-number = Personal number
web-field-tax-code = Tax code
web-field-passport = Passport
web-field-nationality = Nationality
web-field-birth = Birth date
web-field-phone = Telephone
web-field-email = Email
web-field-procedure = Procedure
web-field-case = Case
web-field-deciding = Deciding agency
web-field-components = Papers received
web-field-summary = Summary
web-field-due-date = Promised date
web-field-due-reason = Why this date
web-field-received-date = Day of the hand-over record
web-field-supplement-reason = Reason of the request
web-field-supplement-basis = Legal basis of the request
web-field-refusal-reason = Reason of the refusal
web-field-refusal-basis = Legal basis of the refusal
web-field-ask-1 = What is to be added
web-field-reason = Reason
web-field-view-name = Name of the view
web-field-to = To whom
web-field-until = Until
web-field-way = What to do
web-field-delegate-name = Name of the representative
web-field-delegate-number = Number of the representative

# Lists as spreadsheets
web-take = Export and print the list
web-take-xlsx = Export to Excel
web-take-csv = Export to CSV
web-printed = Printed by { $by } at { $at }
