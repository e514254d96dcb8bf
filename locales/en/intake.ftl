# intake — the counter: one screen per visitor

## Applicant and procedure
intake-crumb = Intake
intake-visit = Dossier of the visitor with number { $number }
intake-visit-back = Back to the counter
intake-visit-of = Back to the counter, number { $number }
intake-visitor-title = Take in a dossier
intake-who-applies = The applicant is
intake-name = Full name (name of the organisation)
intake-sex-blank = Not stated
intake-new-applicant = Enter a new applicant
intake-edit-applicant = Change the applicant
intake-people-found = People found
intake-somebody-else = Not this person
intake-differs = What you typed differs from the record. Check the papers; if you go on, the record is updated with what you typed.
intake-differs-line = { $field } on record: { $value }
intake-person-changed = Somebody has just changed this applicant's record. Look them up again to see the newest one, then go on.
intake-delegate = Somebody else files for the applicant
intake-delegate-name = Full name of the authorised person
intake-delegate-hint = Kind of paper, number, date, where certified
intake-authority-until = { $document } (until { $until })
intake-procedure = Procedure
intake-procedure-label = What they need
intake-procedure-hint = Plain words, diacritics not needed, or the procedure's code; for example: giay khai sinh cho con
intake-procedure-find = Find procedure
intake-procedures-found = Procedures found
intake-procedure-none = No procedure matches. Try other words or the procedure's code.
intake-procedure-missing = Choose a procedure.
intake-picks = Often used:
intake-successor = The procedure that took its place:
intake-case = Case
intake-case-missing = Choose the applicant's case: papers and time limit depend on it.
intake-deciding = Deciding agency
intake-deciding-hint = Proposed from the procedure's agency, level and area; change it if it is wrong
intake-deciding-by-place = By the place of the matter { $unit } is proposed. Check the deciding unit, then go on.
intake-place = Place of the matter
intake-place-hint = Where the land, the house or the works are: the commune. The deciding unit is proposed by it.
intake-place-kept-hint = Where the land, the house or the works are; kept with the dossier.
intake-propose-again = Propose the unit
intake-help = Helped to file
intake-help-hint = The centre that helped the applicant to prepare it, when that is neither where it is taken in nor where it is decided.
intake-help-none = None
intake-deciding-missing = Choose the deciding agency.
intake-receiving = Receiving unit
intake-channel = How it was filed
intake-channel-hint = By post: time runs from the signing of the hand-over record
intake-choose = Choose
intake-field = Field
intake-level = Level
intake-limit = Time limit
intake-limit-absent = Not published
intake-kind = Kind
intake-immediate = Settled at once
intake-duplicate = This person has an unfinished dossier for the same procedure
intake-duplicate-text = Look at the list beside this before beginning a new one. You may go on if it is another matter.
intake-go-on = Go on: check the papers
intake-lodged = The dossier is begun. Tick the papers received, then accept.
intake-recent = This person's recent dossiers
intake-drafts = Unfinished
intake-returning = Waiting for the applicant's supplement
intake-asked = Supplement requests to send
intake-asked-text = The deciding agency asks; the one-stop unit sends it to the applicant.
intake-nobody-waits = No dossier waits at the counter
intake-nobody-waits-text = Unfinished dossiers, dossiers waiting for a supplement and requests of the deciding agencies will show here.
intake-key-find = find applicant
intake-key-go-on = go on

## The dossier's screen
intake-screen-over = Check and accept
intake-number = Identity number
intake-warning-go-on = The dossier can still be accepted; compare with the original papers.
intake-checklist = Papers received
intake-checklist-empty = The source lists no components
intake-checklist-empty-text = Add each paper the applicant hands in below.
intake-tick-all = All received
intake-if-any = (if any)
intake-originals = Originals
intake-copies = Copies
intake-way = Form
intake-originals-of = Number of originals: { $paper }
intake-copies-of = Number of copies: { $paper }
intake-way-of = How it was submitted: { $paper }
intake-note-of = Note: { $paper }
intake-drop = Remove this line
intake-scan = Add a scan
intake-scan-how = Scans: drop them on the line of their paper, point at the line and paste (Ctrl V), or press Add a scan. Each file is checked before it is taken.
intake-scan-save-first = Save before sending files, so that nothing typed is lost.
intake-page-of = Page { $n } of { $name }
intake-add = Another paper the applicant hands in
intake-missing = { $n ->
        [one] { $n } required component is not received yet
       *[other] { $n } required components are not received yet
    }
intake-nothing-missing = Every required component is received
intake-details = Other details
intake-sets = Sets of papers
intake-pick-up = Pick-up of the result
intake-pick-up-counter = At the counter
intake-pick-up-post = By public post
intake-pick-up-online = Electronic copy
intake-door = Result handed over at
intake-door-hint = For collecting at a counter: here, or another centre that suits the applicant.
intake-summary = Summary
intake-summary-hint = What the dossier is about, at most 1,000 characters
intake-decide = Decision
intake-promise = Result promised for
intake-promise-none = Not yet: a date and a reason are needed.
intake-limit-absent-title = The procedure publishes no time limit
intake-limit-absent-text = The officer sets the date and gives the reason; both are printed and kept.
intake-due-date = Promised date
intake-due-reason = Why this date
intake-received = Hand-over record signed with the post
intake-received-hint = Day and time on the record; time runs from there
intake-received-time = Time of signing
intake-immediate-text = The procedure is settled at once; no receipt is needed unless the applicant wants one.
intake-receipt-wanted = The applicant wants a receipt
intake-accept = Accept
intake-accept-and-transfer = Accept and transfer now
intake-transfer-rule = The papers must leave before { $at } (taken in after 15:00: at the start of the next working day).
intake-keep = Keep for later
intake-fees = Fees and charges
intake-fees-none = The source says nothing; ask before collecting.
intake-fee-free = Free
intake-fee-suspect = The amount in the source looks wrong; check the regulation before collecting
intake-at-once = Settle at once
intake-at-once-text = Accepted, decided and handed over in one go while the applicant waits.
intake-result-name = Name of the result
intake-result-number = Number of the result (if any)
intake-signer = Signed by
intake-taker-name = Taken by
intake-taker-id = Taker's identity number
intake-complete = Hand over and close
intake-ask = Ask for a supplement
intake-ask-text = Everything at once; a supplement request is printed
intake-still-missing = Still missing
intake-still-missing-text = Asked once already; what is missing belongs to that same request
intake-asked-on = A supplement was asked for on { $day }. Before acceptance it is asked for once only, so there is no second request:
intake-asked-answer = Answer: { $words }
intake-asked-reason = Reason given: { $reason }
intake-still-missing-what = What is not complete yet
intake-still-missing-hint = The applicant reads this and goes on with the request they have; the time limit has not started.
intake-still-missing-send = Tell what is still missing
intake-ask-what = What is to be brought: { $paper }
intake-ask-missing = Missing; bring { $originals } originals, { $copies } copies
intake-ask-correct = Not in order; bring { $originals } originals, { $copies } copies again
intake-ask-other = Anything else
intake-ask-reason = Reason
intake-ask-send = Issue the supplement request
intake-refuse = Refuse to take it in
intake-refuse-text = Reason and legal basis are required; a refusal is printed
intake-refuse-basis-hint = Article, clause and document by which it cannot be taken in
intake-refuse-send = Issue the refusal
intake-key-paste = paste files onto the paper pointed at
intake-saved = Saved.
intake-date-wrong = This is not a date. Write day/month/year, for example 05/02/2026.
intake-stale = Somebody else has just changed this dossier
intake-stale-kept = What you typed is still on this screen and is not saved. Look at it again, then press again if it still holds.
intake-changed = changed it
intake-no-longer-open = This dossier is no longer being taken in; what you typed was not saved.

## Files
intake-files-taken = { $n ->
        [one] { $n } file taken.
       *[other] { $n } files taken.
    }
intake-file-removed = The file was removed.
intake-upload-title = What became of the files
intake-upload-refused = { $n ->
        [one] { $n } file could not be taken
       *[other] { $n } files could not be taken
    }
intake-upload-taken = { $n ->
        [one] { $n } file was taken
       *[other] { $n } files were taken
    }
refusal-file-none = No file was chosen. Choose one and send again.

## What came of the visit
intake-accepted = Dossier { $code } is accepted.
intake-supplement-asked = The supplement request is issued.
intake-still-missing-sent = The applicant was told what is still missing.
intake-refused = The refusal is issued.
intake-completed = The result of dossier { $code } is handed over.
intake-resubmitted = Taken back. Check the papers, then accept.
intake-transferred = The dossier is on its way to the deciding agency.
intake-outcome-accepted = Accepted
intake-outcome-supplement = Waiting for the applicant's supplement
intake-outcome-refused = Not taken in
intake-outcome-given = Result handed over
intake-outcome-closed = The dossier is stopped
intake-code = Dossier code
intake-qr = QR code for following the dossier
intake-qr-text = Scan to follow the dossier
intake-papers = Papers received
intake-papers-held = { $n ->
        [one] { $n } component
       *[other] { $n } components
    }, { $originals ->
        [one] { $originals } original
       *[other] { $originals } originals
    }
intake-paper-receipt = Print receipt no. { $number }
intake-paper-supplement = Print supplement request no. { $number }
intake-paper-refusal = Print refusal no. { $number }
intake-paper-apology = Print apology no. { $number }
intake-paper-stop = Print stop notice no. { $number }
intake-paper-control-sheet = Print control sheet no. { $number }
intake-paper-register = Print register no. { $number }
intake-asked-for = What was asked for
intake-resubmit = The applicant brought it
intake-open-dossier = Open dossier
intake-next = Next visitor
intake-transfer = Transfer
intake-transfer-now = Transfer now
intake-transfer-late = The papers had to leave before { $at }

## Many transfers
intake-transfers-title = Transfers
intake-transfers-lead = Accepted dossiers that are not yet on their way to the deciding agency; those that must leave first are on top.
intake-transfers-empty = No dossier waits for transfer
intake-transfers-empty-text = Every accepted dossier is on its way.
intake-transfers-send = Transfer the ticked dossiers
intake-transfers-sent = { $n ->
        [one] { $n } dossier transferred.
       *[other] { $n } dossiers transferred.
    }
intake-transfers-none = No dossier is ticked.
intake-transfers-partly = { $sent } transferred; { $refused } could not be transferred
intake-transfer-one = Transfer dossier { $code }
intake-transfer-absent = The dossier was not found, or it is not yours.
intake-accepted-at = Accepted at
intake-leave-by = Must leave before
intake-late = Should have left
