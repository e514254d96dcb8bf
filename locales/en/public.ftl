# Public pages: finding a procedure, reading it, following a dossier.

public-nav-procedures = Procedures
public-nav-tracking = Follow a dossier
public-nav-appointments = Appointments
public-nav-talk = Talk by video
public-nav-about = Help

## Home
public-home = Home
public-home-title = Home
public-home-ask = What do you need to get done?
public-home-lead = Use everyday Vietnamese words; marks are not needed. { $n } procedures to look through.
public-search = Search
public-search-label = Find a procedure
public-search-hint = For example: giay khai sinh cho con
public-examples = Often asked:
public-life-heading = Common occasions
public-life-birth = Having a child
public-life-marriage = Getting married
public-life-residence = Residence
public-life-identity = Identity card
public-life-land = Land and housing
public-life-driving = Driving and vehicles
public-life-business = Running a business
public-life-record = Criminal record certificate
public-life-copies = Certified copies
public-life-building = Building
public-life-support = Social support
public-life-death = Death in the family
public-follow-heading = Follow a dossier you have filed
public-follow-text = No account needed. Scan the QR code or type the code printed on the receipt.
public-follow-label = Dossier code
public-follow-hint = For example: 000.19.28.H49-240612-0003
public-follow = See where it stands
public-how-heading = Four steps, one place
public-how-find = 1. Find the procedure
public-how-find-text = See the papers, the time and the cost first, so that one visit is enough.
public-how-bring = 2. File the dossier
public-how-bring-text = At a counter, by post or online. An officer checks it at once and tells you everything that is missing, once.
public-how-receipt = 3. Get a receipt
public-how-receipt-text = The receipt has the dossier code and the promised date, with how the date was counted.
public-how-result = 4. Collect the result
public-how-result-text = Follow it by its code; collect the result at the counter, by post or as an electronic copy.

## Where dossiers are taken in
public-centre-heading = Where to file
public-hours-duty = (on duty; no time limit runs)
public-today-open = Open today { $times }
public-today-closed = Closed today. Next working day: { $next }

## Finding a procedure
public-list-title = Administrative procedures
public-list-title-for = Procedures for “{ $query }”
public-filter-field = Field
public-filter-all-fields = All fields
public-filter-level = Level
public-filter-all-levels = All levels
public-found = { $n ->
    [one] One procedure found
   *[other] { $n } procedures found
}
public-clear-filters = Clear filters
public-empty-title = No procedure fits yet
public-empty-text = Try fewer words, or name the paper you need in the end. The reception officer can search with you.
public-unknown-code = There is no procedure with the code { $code }
public-unknown-code-text = The code may have changed. Search by name or in everyday words.
public-widen = Search all fields and levels
public-try = Try:
public-abolished-badge = Abolished

## Time and cost
public-limit-none = The source states no time limit
public-limit-at-once = Settled at once
public-limit-range = { $from } to { $to }
public-limit-or = { $one } or { $other }
public-limit-by-case = Depends on the case
public-limit-printed = The source says “{ $printed }” without a unit
public-cost-none = The source states no cost
public-cost-free = Free of charge
public-cost-by-case = Depends on the case
public-cost-ask = Ask for the amount
public-cost-foreign = Charged in foreign currency
public-cost-up-to = Up to { $most }
public-cost-range = { $least } to { $most }
public-fee-fee = Fee
public-fee-charge = Charge
public-fee-see-note = Depends on the case, see the note
public-fee-suspect = The source says “{ $printed }”, which may lack digits. Ask before you pay
public-fee-check = To be checked
public-originals = { $n ->
    [one] 1 original
   *[other] { $n } originals
}
public-copies = { $n ->
    [one] 1 copy
   *[other] { $n } copies
}

## One procedure
public-official-name = Official name:
public-fact-limit = Time limit
public-fact-cost = Fees and charges
public-fact-place = Where
public-fact-channels = Ways to file
public-fact-result = Result
public-fact-code = Procedure code
public-fact-field = Field
public-fact-levels = Level
public-fact-applicants = Who may apply
public-fact-deciding = Deciding agency
public-fact-implementing = Implementing agency
public-fact-issuing = Published by
public-fact-decision = Publication decision
public-fact-from = In force from
public-fact-until = In force until
public-fact-snapshot = Source read on
public-bring = What to bring
public-case = Your case
public-case-all = Show every case
public-case-show = Show
public-case-one = Case:
public-no-papers = The source lists no papers. Please ask the reception officer before you file.
public-paper-if-any = only if this applies to you
public-paper-form = form: { $form }
public-remarks = { $n ->
    [one] One remark
   *[other] { $n } remarks
}
public-ways = How to file, how long, how much
public-way = Way to file
public-no-ways = The source states neither ways to file nor a time limit.
public-steps = Steps
public-conditions = Requirements and conditions
public-results = What you get
public-law = Legal basis
public-example = If you file now
public-example-today = A complete dossier filed today, { $day }
public-example-next = A complete dossier filed on the next working day, { $day }
public-example-ready = Promised before
public-moment = { $time }, { $day }
public-example-why = Why this date?
public-example-note = Counted with the time limit of { $limit }. The binding date is the one printed on the receipt.
public-pauses = When may the clock stop?
public-about-procedure = About this procedure
public-source = See it on the National Public Service Portal
public-versions-link = Publications of this procedure
public-versions-title = Publications
public-versions-lead = A dossier keeps the wording of the day on which it was accepted.
public-version-unnumbered = No decision number given
public-version-standing = In use
public-old-version-title = This is the wording of another publication
public-old-version-text = It governs only dossiers that were accepted under it.
public-old-version-link = See the wording in use
public-abolished-title = This procedure is abolished; no new dossier is taken in
public-abolished-text = Dossiers already accepted are still settled. Its successor:
public-abolished-none = not named by the source; please ask the reception officer.
public-not-yet-title = In force from { $from }
public-not-yet-text = Until then no dossier is taken in under the wording below.
public-partial-title = The source is incomplete
public-partial-text = Please ask the reception officer about what is missing before you file.
public-name-only-title = The source has only the name
public-name-only-text = Papers, time limit and costs are not published here yet. Please ask the reception officer.

## Following a dossier
public-tracking-title = Follow a dossier
public-tracking-lead = Type the dossier code printed on your receipt. No account is needed.
public-tracking-unknown-title = This dossier was not found
public-tracking-unknown-text = The code is well formed, but no dossier has it. Please compare every digit with the receipt, or call the hotline.
public-tracking-wrong-code = { $why } The code stands at the top of the receipt and looks like 000.19.28.H49-240612-0003.
public-tracking-next = Next
public-tracking-todo = What you have to do
public-tracking-due = Promised date
public-tracking-due-none = No date promised yet
public-tracking-paused = on hold, the clock stands still
public-tracking-supplement = What is missing
public-tracking-supplement-until = Bring it by { $day }
public-tracking-paper = Paper: { $name }
public-tracking-messages = What the applicant was told
public-tracking-timeline = Where it has been
public-tracking-about = This dossier
public-tracking-procedure = Procedure
public-tracking-received = Accepted on
public-tracking-receiving = Taken in by
public-tracking-deciding = Deciding agency
public-tracking-holder = Now at
public-tracking-pick-up = Delivery of the result
public-tracking-pick-up-counter = At the counter
public-tracking-pick-up-post = By post
public-tracking-pick-up-online = Electronic copy
public-tracking-pick-up-at = Collect it at
public-tracking-hotline = Hotline
public-tracking-private = This page names neither the applicant nor any officer, nor what the dossier says.
public-tracking-other = Follow another dossier
public-tracking-stage-received = Accepted
public-tracking-stage-working = In progress
public-tracking-stage-ready = Result ready
public-tracking-stage-closed = Handed over
public-tracking-reason-on-receipt = as printed on the receipt
public-tracking-reason-on-letter = as written in the apology letter

refusal-dossier-code = { $why }

public-status-lodged = Being checked before acceptance
public-next-lodged = An officer of the one-stop unit checks the papers and accepts them, or says what is missing.
public-status-supplement = Waiting for papers from you
public-next-supplement = Once everything is in, the work goes on and a new date is promised.
public-todo-answered = You have sent what was asked; the receiving office is looking at it. There is nothing for you to do now.
public-todo-supplement = Bring the papers named below to the unit that took your dossier in. By law this may be asked only once.
public-status-not-accepted = Not accepted
public-next-not-accepted = The reason and its legal basis are in the refusal given to the applicant.
public-status-accepted = Accepted
public-next-accepted = The one-stop unit passes the dossier on to the deciding agency.
public-status-in-progress = In progress
public-next-in-progress = When the result is ready it comes back to where you filed, and you will be told.
public-status-obligation = Waiting for your payment of a financial obligation
public-next-obligation = Once the payment is confirmed, the work goes on.
public-todo-obligation = Pay as the notice sent to you says and keep the receipt. The amount is not shown on this page.
public-status-suspended = On hold, as the law provides
public-next-suspended = When the reason ends, the clock runs on and the date here is updated.
public-status-withdrawal = Withdrawal requested
public-next-withdrawal = The one-stop unit confirms it and returns the papers to the applicant.
public-status-stopped = Stopped
public-next-stopped = The dossier is not processed further. Originals are returned where it was filed.
public-status-result-ready = The result is ready
public-next-result-ready = It waits for you.
public-todo-result-counter = Bring the receipt and an identity paper to { $unit } to collect the result.
public-todo-result-post = The result is sent by post to the address you gave.
public-todo-result-online = The electronic result is sent to the account you gave.
public-status-handed-over = Handed over
public-next-handed-over = The dossier is closed. If the result has a mistake, tell the unit that took it in and it will be corrected.
public-next-late = The promised date has passed. The deciding agency has to send a letter of apology with a new date.


public-told-arrived = The online dossier has arrived at the receiving office.
public-told-answer-received = The supplement has arrived and is being looked at.
public-told-answer-returned = The supplement is not complete yet; please complete it.
public-told-result-posted = The result was sent by post.
public-told-result-returned = The post brought the result back to the office.
public-told-door-chosen = The result will be handed over at { $unit }.
public-told-door-chosen-ready = The result will be handed over at { $unit }; the paper is being taken there.
public-told-result-at-door = The result has arrived at { $unit } and can be collected.
public-told-paper-lost = Papers of the dossier were lost on their way; the office apologises and is searching for them.
public-told-accepted = The dossier was accepted; the result is promised for { $due }.
public-told-supplement = Papers are missing.
public-told-not-accepted = The dossier was not accepted; the reason is in the refusal.
public-told-supplement-received = All missing papers are in; the result is promised for { $due }.
public-told-closed-unsupplemented = The dossier was stopped because it was not completed in time.
public-told-obligation = There is a financial obligation to pay.
public-told-result-ready = The result is ready to be collected.
public-told-apology = Apology, with a new date for the result: { $due }.
public-told-date-moved = The working calendar changed; promised for { $due }.
public-told-suspended = The clock stands still, as the law provides.
public-told-resumed = The clock runs on; the result is promised for { $due }.
public-told-withdrawn = The dossier was withdrawn on request.
public-told-stopped = The dossier was stopped.

## Help
public-about-title = Help
public-about-follow = Following a dossier
public-about-follow-1 = The code is printed on the receipt. Type it, or scan the QR code, to see where the dossier is and when the result is due.
public-about-follow-2 = Every promised date opens into how it was counted: which days count, which are days off, when the clock stood still.
public-about-rights = What you may count on
public-right-receipt = A receipt with the dossier code and the promised date.
public-right-once = Missing papers are asked for once only, all of them together.
public-right-refusal = If the dossier is not accepted, you are given the reason in writing.
public-right-apology = If the date is missed, you get a written apology and a new date.
public-right-hand-over = The result and your originals are handed over where you chose.
public-right-correction = If the agency made a mistake in the result, it is corrected.
public-about-privacy = Your data
public-about-privacy-1 = The tracking page shows no name, personal number, address or content. Whoever has the code sees only where it stands and the promised date.
public-about-privacy-2 = Every time an officer opens your dossier it is recorded: who, when and why.
public-about-privacy-3 = This site loads nothing from elsewhere and does not follow you. Cookies only remember language, theme and signing in.
