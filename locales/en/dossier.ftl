# The dossier: stages, buttons, log, notices, reasons for a no.
# Times in variables are in the form people read ("17:00 on 19/06/2024"); see dossier::decide::words.

## Stages, for officers
dossier-stage-lodged = Newly filed
dossier-stage-supplement-before-intake = Waiting for completion before intake
dossier-stage-not-accepted = Not accepted
dossier-stage-accepted = Accepted
dossier-stage-in-progress = In progress
dossier-stage-supplement-asked = Supplement request waiting at the one-stop unit
dossier-stage-awaiting-supplement = Supplement requested
dossier-stage-awaiting-obligation = Waiting for a financial obligation
dossier-stage-suspended = Time limit suspended
dossier-stage-withdrawal-requested = Withdrawal requested
dossier-stage-stopped = Stopped
dossier-stage-result-ready = Decided
dossier-stage-handed-over = Result handed over

## Stages, for the applicant: where it stands and what to do
dossier-stage-lodged-public = Your dossier has arrived and is waiting to be checked. There is nothing you need to do yet.
dossier-stage-supplement-before-intake-public = Something is missing or not right. Please complete what the request lists and hand it in where you filed; the time limit has not started yet.
dossier-stage-not-accepted-public = Your dossier was not accepted; the refusal gives the reason and its legal basis. You may file a new dossier once the conditions are met.
dossier-stage-accepted-public = Your dossier was accepted and is about to go to the deciding agency. Please keep the receipt.
dossier-stage-in-progress-public = The competent agency is working on your dossier. There is nothing you need to do yet.
dossier-stage-supplement-asked-public = The competent agency is working on your dossier. There is nothing you need to do yet.
dossier-stage-awaiting-supplement-public = Your dossier needs a supplement. Please hand in everything the request lists where you filed; the promised date will be worked out again once all of it is there.
dossier-stage-awaiting-obligation-public = Please pay the amount in the notice so that the work can go on, and keep the proof of payment.
dossier-stage-suspended-public = The time limit stands still, as the law provides. There is nothing you need to do yet; you will be told the new date.
dossier-stage-withdrawal-requested-public = Your request to withdraw is waiting for confirmation. If you want to go on after all, please tell the office where you filed at once.
dossier-stage-stopped-public = Your dossier was stopped. If you still need the result, you may file a new dossier.
dossier-stage-result-ready-public = Your result is ready. Please collect it in the way you chose; at the counter, bring the receipt and your identity document.
dossier-stage-handed-over-public = The result was handed over and the dossier is closed. Thank you.

## Buttons
dossier-act-lodge = Save dossier
dossier-act-revise = Save changes
dossier-act-accept = Accept
dossier-act-request-supplement = Request completion
dossier-act-resubmit = Take back completed dossier
dossier-act-refuse-intake = Refuse intake
dossier-act-transfer = Transfer to the deciding agency
dossier-act-complete-at-once = Settle and hand over at once
dossier-act-claim = Claim
dossier-act-assign = Assign
dossier-act-forward = Forward
dossier-act-send-back = Send back a step
dossier-act-consult = Consult
dossier-act-answer-consultation = Enter the answer
dossier-act-ask-supplement = Propose a supplement request
dossier-act-send-supplement-request = Send the supplement request
dossier-act-decline-supplement-request = Do not send, return to the handler
dossier-act-receive-supplement = Receive the supplement
dossier-act-close-unsupplemented = Close as not supplemented
dossier-act-declare-obligation = Declare a financial obligation
dossier-act-clear-obligation = Confirm payment
dossier-act-suspend = Suspend the time limit
dossier-act-resume = Resume the time limit
dossier-act-propose = Submit for approval
dossier-act-approve = Approve
dossier-act-reject-proposal = Do not approve, return
dossier-act-attach-result = Enter the result
dossier-act-release = Release the result
dossier-act-extend = Extend and apologise
dossier-act-apologise = Apologise and give a new date
dossier-act-hand-over = Hand over the result
dossier-act-request-withdrawal = Enter a withdrawal request
dossier-act-confirm-withdrawal = Confirm the withdrawal
dossier-act-cancel-withdrawal = Do not withdraw, go on
dossier-act-stop = Stop the dossier
dossier-act-lodge-online = File online
dossier-act-answer-supplement = I have supplemented it
dossier-act-return-answer = Not complete yet, ask again
dossier-act-adjust = Adjust the dossier
dossier-act-urge = Urge
dossier-act-explain = Explain the delay
dossier-act-reassign = Move to another officer
dossier-act-post-result = Send the result by post
dossier-act-return-posted = Came back from the post
dossier-act-choose-door = Change where the result is collected
dossier-act-attach-file = Add a file
dossier-act-remove-file = Remove a file

## Log, for officers (who and when stand beside it)
dossier-event-lodge = Dossier begun
dossier-event-revise = Contents changed
dossier-event-accept = Accepted as { $code }, promised for { $due }
dossier-event-request-supplement = Completion requested before intake: { $items ->
    [one] { $items } point
   *[other] { $items } points
}, paper no. { $paper_number }
dossier-event-resubmit = The applicant completed it; to be checked again
dossier-event-refuse-intake = Intake refused, paper no. { $paper_number }. Legal basis: { $basis }
dossier-event-transfer = Transferred to { $unit }
dossier-event-complete-at-once = Settled and handed over at once
dossier-event-claim = Claimed by { $officer }
dossier-event-assign = Assigned to { $officer }
dossier-event-forward = Forwarded to { $to_name }
dossier-event-send-back = Sent back a step: { $reason }
dossier-event-consult = { $unit } consulted, answer wanted by { $answer_by }
dossier-event-answer-consultation = { $unit } answered { $late ->
    [1] (late)
   *[other] {""}
}
dossier-event-consultation-late = { $unit } has not answered in time; the one-stop unit was told
dossier-event-ask-supplement = Supplement request proposed to the one-stop unit: { $items ->
    [one] { $items } point
   *[other] { $items } points
}
dossier-event-send-supplement-request = Supplement request no. { $paper_number } sent; the time limit stands still
dossier-event-decline-supplement-request = Supplement request not sent: { $reason }
dossier-event-receive-supplement = Complete supplement received
dossier-event-close-unsupplemented = Closed because the time to supplement is over
dossier-event-declare-obligation = Financial obligation of { $amount } declared, notice no. { $notice_no }
dossier-event-clear-obligation = Financial obligation met, receipt no. { $receipt_no }
dossier-event-suspend = Time limit suspended: { $reason }. Legal basis: { $basis }
dossier-event-resume = Time limit resumed
dossier-event-propose = { $refuses ->
    [1] Refusal submitted for approval
   *[other] Result submitted for approval
}
dossier-event-approve = Approved
dossier-event-reject-proposal = Not approved, returned: { $reason }
dossier-event-attach-result = Result entered
dossier-event-release = { $refuses ->
    [1] Refusal released
   *[other] Result released
}
dossier-event-extend = Extended to { $promised }, apology no. { $paper_number }. Reason: { $reason }
dossier-event-apologise = Apology with new date { $promised }, paper no. { $paper_number }; the dossier stays late. Reason: { $reason }
dossier-event-hand-over = Result handed over; dossier closed
dossier-event-request-withdrawal = The applicant asked to withdraw; the time limit stands still
dossier-event-confirm-withdrawal = Withdrawal confirmed; stopped
dossier-event-cancel-withdrawal = Not withdrawn after all: { $reason }
dossier-event-stop = Stopped: { $reason }. Legal basis: { $basis }
dossier-event-lodge-online = The applicant filed the dossier online
dossier-event-answer-supplement = The applicant answered { $items } item(s) of the request; the one-stop unit has to look
dossier-event-return-answer = The answer is not complete, the applicant was told: { $reason }
dossier-event-adjust = The applicant adjusted the dossier
dossier-event-intake-alert = Online dossier waits: the one-stop unit was alerted, answer due { $by }
dossier-event-intake-overdue = Answer to online filing overdue ({ $by }); the one-stop unit and its head were told
dossier-event-urge = Urged: { $words }
dossier-event-talk-held = Talk by video: { $officer } ({ $unit }) and { $visitor } at { $centre }, from { $began } to { $ended }, { $minutes } minutes. Nothing was recorded
dossier-event-talk-missed = The talk by video booked for { $began } with { $officer } ({ $unit }) at { $centre } did not happen: { $absent ->
    [visitor] the visitor did not come
    [officer] the officer did not come
    [both] nobody came
   *[neither] both came, at different moments
}
dossier-event-talk-minute = Minute of a talk by video
dossier-event-explain = Delay explained. Reason: { $reason }. Measures: { $measures }
dossier-event-reassign = Moved to { $officer }. Reason: { $reason }
dossier-event-reproject = The working calendar changed by { $basis }; the promised date was counted again
dossier-event-keep-promise = The working calendar changed by { $basis }: counted again it would be { $counted }; the promised { $until } stands
dossier-event-recount-step = The working calendar changed by { $basis }; the present step is due { $step_due }
dossier-event-succeed = By { $basis }, { $from_unit } handed the dossier over to { $to_unit }
dossier-event-post-result = Result sent by post, no. { $tracking }
dossier-event-return-posted = Result came back from the post after { $invitations } invitations
dossier-event-choose-door = Result to be collected at { $unit } (before: { $before })
dossier-event-attach-file = File added
dossier-event-remove-file = File removed
dossier-event-due-moved = The promised date moves from { $due_before } to { $due }

## Log, for the applicant: no officer's name, nothing from inside
dossier-event-lodge-public = Dossier arrived
dossier-event-revise-public = Contents changed
dossier-event-accept-public = Accepted, promised for { $due }
dossier-event-request-supplement-public = Completion requested before intake
dossier-event-resubmit-public = Completed dossier taken back for checking
dossier-event-refuse-intake-public = Not accepted
dossier-event-transfer-public = Transferred to { $unit }
dossier-event-complete-at-once-public = Settled and handed over at once
dossier-event-claim-public = The deciding agency took up the work
dossier-event-assign-public = Assigned within the deciding agency
dossier-event-forward-public = Passed on within the deciding agency
dossier-event-send-back-public = Under review within the deciding agency
dossier-event-consult-public = { $unit } consulted
dossier-event-answer-consultation-public = { $unit } answered
dossier-event-consultation-late-public = Waiting for the opinion of { $unit }
dossier-event-ask-supplement-public = Being appraised
dossier-event-send-supplement-request-public = Supplement requested; the time limit stands still
dossier-event-decline-supplement-request-public = Appraisal goes on
dossier-event-receive-supplement-public = Complete supplement received
dossier-event-close-unsupplemented-public = Closed because the time to supplement is over
dossier-event-declare-obligation-public = Financial obligation announced
dossier-event-clear-obligation-public = Payment noted
dossier-event-suspend-public = Time limit suspended. Legal basis: { $basis }
dossier-event-resume-public = Time limit resumed
dossier-event-propose-public = Appraised, submitted for approval
dossier-event-approve-public = Approved
dossier-event-reject-proposal-public = Being appraised again
dossier-event-attach-result-public = Result entered
dossier-event-release-public = { $refuses ->
    [1] A refusal was issued
   *[other] The result is ready
}
dossier-event-extend-public = Extended, promised for { $promised }, with an apology
dossier-event-apologise-public = Apology for being late, new date { $promised }
dossier-event-hand-over-public = Result handed over
dossier-event-request-withdrawal-public = Withdrawal request noted
dossier-event-confirm-withdrawal-public = Withdrawn
dossier-event-cancel-withdrawal-public = The work goes on
dossier-event-stop-public = Stopped. Legal basis: { $basis }
dossier-event-lodge-online-public = Dossier filed online
dossier-event-answer-supplement-public = The applicant has supplemented it; it will be looked at
dossier-event-return-answer-public = The supplement is not complete yet
dossier-event-adjust-public = Content adjusted
dossier-event-intake-alert-public = The receiving office was reminded to look at it
dossier-event-intake-overdue-public = The answer to the online filing is overdue; the head was told
dossier-event-urge-public = The office was urged
dossier-event-talk-held-public = Talk by video with { $unit }, { $began }, { $minutes } minutes
dossier-event-talk-missed-public = The talk by video with { $unit } booked for { $began } did not happen: { $absent ->
    [visitor] the visitor did not come
    [officer] the officer did not come
    [both] nobody came
   *[neither] both came, at different moments
}
dossier-event-talk-minute-public = The agency noted the outcome of the talk
dossier-event-explain-public = The agency explained the delay
dossier-event-reassign-public = Another officer goes on with it
dossier-event-reproject-public = The working calendar changed by { $basis }; the promised date was counted again
dossier-event-keep-promise-public = The working calendar changed by { $basis }; the promised date stands
dossier-event-recount-step-public = The working calendar changed by { $basis }
dossier-event-succeed-public = { $unit } goes on with the dossier by { $basis }
dossier-event-post-result-public = Result sent by post
dossier-event-return-posted-public = The post brought the result back
dossier-event-choose-door-public = Chosen to collect the result at { $unit }
dossier-event-attach-file-public = File added
dossier-event-remove-file-public = File removed
dossier-event-due-moved-public = The promised date moves from { $due_before } to { $due }

## Notices to the applicant
dossier-notice-arrived = Your online dossier has arrived. You will be told that it is accepted, or what is missing, by { $until } at the latest.
dossier-notice-answer-received = Your supplement has arrived; the receiving office is looking at it.
dossier-notice-answer-returned = The supplement is not complete yet: { $reason } Please complete it as the request says.
dossier-notice-result-posted = The result of dossier { $code } was sent by post, parcel no. { $tracking }.
dossier-notice-result-returned = The post could not deliver the result of dossier { $code } and brought it back. Please collect it at { $unit }, or ask for it to be sent again.
dossier-notice-door-chosen = The result of dossier { $code } will be handed over at { $unit }, as you chose.
dossier-notice-door-chosen-ready = The result of dossier { $code } will be handed over at { $unit }, as you chose. The paper is being taken there; you will be told when it has arrived.
dossier-notice-result-at-door = The result of dossier { $code } has arrived at { $unit }. Please bring the receipt and an identity paper to collect it.
dossier-notice-accepted = Your dossier { $code } was accepted; the result is promised for { $due }.
dossier-notice-supplement = Your dossier needs a supplement. The request lists everything at once; please hand it in where you filed.
dossier-notice-not-accepted = Your dossier was not accepted. The refusal gives the reason and its legal basis.
dossier-notice-supplement-received = Your supplement is complete. The result is promised for { $due }.
dossier-notice-closed-unsupplemented = Dossier { $code } was closed because the time to supplement is over. You may file a new dossier when the papers are complete.
dossier-notice-obligation = Please pay { $amount } as in notice no. { $notice_no } so that the work on your dossier can go on.
dossier-notice-suspended = The time limit of your dossier stands still under { $basis }. You will be told the new date when the work goes on.
dossier-notice-resumed = The work on your dossier goes on. The result is promised for { $due }.
dossier-notice-result-ready = The result of dossier { $code } is ready. Please collect it at { $unit } or in the way you chose.
dossier-notice-result-refused = Dossier { $code } does not meet the conditions; the refusal with its reason and legal basis is at { $unit }. Please collect it; you have the right to complain as the law provides.
dossier-notice-apology = The deciding agency apologises for not giving you the result on time. The new date is { $due }.
dossier-notice-date-moved = The working calendar changed; the promised date of dossier { $code } was counted again: { $due }.
dossier-notice-withdrawn = Your dossier was withdrawn as you asked; the work has stopped.
dossier-notice-stopped = Dossier { $code } was stopped as the law provides; the reason and legal basis are kept with it.
dossier-notice-paper-lost = Papers of dossier { $code } were lost on their way between offices. { $unit } apologises, is searching for them and will pay for and restore them as the law requires if they are not found.

## Messages to officers
dossier-officer-notice-urged = { $by } urges dossier { $code }: { $words }
dossier-officer-notice-adjusted = The applicant adjusted dossier { $code }.
dossier-officer-notice-moved-away = Dossier { $code } was moved to { $officer }.
dossier-officer-notice-moved-to-you = { $by } moved dossier { $code } to you. Reason: { $reason }
dossier-officer-notice-talk-booked = { $centre } booked a talk by video with you for { $at }.
dossier-officer-notice-talk-now = { $centre }: a visitor wants to talk with you by video now.
dossier-officer-notice-talk-waiting = A visitor waits for you in a talk by video ({ $centre }).
dossier-officer-notice-talk-soon = Soon: your talk by video at { $at } ({ $centre }).
dossier-officer-notice-talk-moved = A talk by video was moved to { $at } ({ $centre }).
dossier-officer-notice-talk-accepted = { $centre } takes the time you proposed: { $at }.
dossier-officer-notice-talk-cancelled = The talk by video at { $at } was cancelled: { $reason }
dossier-officer-notice-talk-declined = The officer declines the talk by video at { $at }: { $reason }
dossier-officer-notice-talk-proposed = The officer proposes to talk by video at { $at }: { $reason }
dossier-officer-notice-talk-missed = The talk by video at { $at } did not happen: { $absent ->
    [visitor] the visitor did not come
    [officer] the officer did not come
    [both] nobody came
   *[neither] both came, at different moments
}.
dossier-officer-notice-intake-alert = An online dossier waits to be taken in; the answer is due { $by }.
dossier-officer-notice-intake-overdue = The answer to an online dossier is overdue ({ $by }).

## How papers come in, how results go out
dossier-submission-paper = Paper
dossier-submission-scan = Scan
dossier-submission-data = Data already held
dossier-pick-up-counter = At the counter
dossier-pick-up-post = By post
dossier-pick-up-online = Online
dossier-outcome-grant = Grant
dossier-outcome-refuse = Refuse

## Worklists
dossier-pile-act-now = To do now
dossier-pile-at-risk = Soon late
dossier-pile-waiting = Waiting for others
dossier-pile-hand-over = To hand over
dossier-pile-all = All dossiers
dossier-duty-one-stop = Intake
dossier-duty-assigner = Assignment
dossier-duty-specialist = Handling
dossier-duty-approver = Approval
dossier-duty-records-clerk = Records
dossier-duty-hand-over = Hand-over

## Why it stopped, what is due
dossier-stop-withdrawn = Withdrawn by the applicant
dossier-stop-unsupplemented = Not supplemented in time
dossier-stop-by-law = Stopped by law, court or authority
dossier-deadline-intake = Answer to online filing due
dossier-deadline-intake-alert = Alert to the intake officers due
dossier-deadline-result = Result promised
dossier-deadline-transfer = Transfer due
dossier-deadline-step = Step due
dossier-deadline-supplement-close = May be closed if not supplemented
dossier-deadline-consultation = Opinion due

## Not done: what happened, what is kept, how to go on
refusal-not-in-this-stage = This cannot be done while the dossier is “{ $stage ->
    [lodged] { dossier-stage-lodged }
    [supplement_before_intake] { dossier-stage-supplement-before-intake }
    [not_accepted] { dossier-stage-not-accepted }
    [accepted] { dossier-stage-accepted }
    [in_progress] { dossier-stage-in-progress }
    [supplement_asked] { dossier-stage-supplement-asked }
    [awaiting_supplement] { dossier-stage-awaiting-supplement }
    [awaiting_obligation] { dossier-stage-awaiting-obligation }
    [suspended] { dossier-stage-suspended }
    [withdrawal_requested] { dossier-stage-withdrawal-requested }
    [stopped] { dossier-stage-stopped }
    [result_ready] { dossier-stage-result-ready }
    [handed_over] { dossier-stage-handed-over }
   *[other] { $stage }
}”. Nothing was changed; the dossier's page shows what can be done now.
refusal-held-by-another = { $officer } is working on this dossier, so nothing was saved. Please talk to them, or ask the head of the unit to assign it anew.
refusal-claim-first = Nobody has claimed this dossier yet. Press “Claim” first, then do this again.
refusal-number-missing = No number could be drawn for the paper, so nothing was saved. Please try again; if it happens again, tell the administrator.
refusal-words-required = This has to be filled in.
refusal-applicant-required = There is no applicant yet. Please find or enter the applicant, then save again.
refusal-summary-too-long = The summary is longer than 1,000 characters. Please shorten it, then save again.
refusal-not-settled-at-once = This procedure is not one that is settled at once. Please press “Accept” and transfer it to the deciding agency.
refusal-components-missing = Required components are missing: { $components }. It was not accepted, and what you typed is kept. Take in the missing papers, or issue a request that lists everything at once.
refusal-component-unknown = The chosen component is not part of this dossier. The file was not saved; please choose again.
refusal-received-in-the-future = The time of receipt is later than now. Please enter it as in the hand-over record with the post.
refusal-limit-absent = The published procedure has no time limit. Please set the promised date and the reason before you accept.
refusal-due-not-after-now = The promised date must be later than now. Please choose another.
refusal-no-term = There is no time limit to work the promised date out from. Please set the date and the reason.
refusal-procedure-unknown = There is no procedure { $code } in force. Please look for it by name or code.
refusal-case-unknown = The procedure has no case “{ $case }”. Please choose again.
refusal-agency-code-missing = The agency has no code, so no dossier code can be given. What you typed is kept; please ask the administrator to enter the unit's code.
refusal-process-empty = The internal process ({ $process }) has no step of work. The dossier is unchanged; please ask the administrator to complete the process.
refusal-process-without-approver = The internal process “{ $process }” has no approval step, so nobody could sign the result. The dossier is unchanged; please ask the administrator to put the process right.
refusal-wrong-duty = This cannot be done at the present step. The dossier is unchanged; please bring it to the right step.
refusal-forward-to-self = You cannot forward a dossier to yourself. Please choose somebody else.
refusal-no-next-step = The process has no step after this one. The dossier is unchanged.
refusal-no-previous-step = This is the first step in the deciding agency, so there is none to send it back to. The dossier is unchanged.
refusal-proposal-required = No result has been submitted for approval. The handler has to submit it first.
refusal-own-proposal = Whoever submits a proposal may not approve it. Please let another approver do it.
refusal-approval-required = The result is not fully approved, so it can neither be entered nor released. The dossier is unchanged; please wait for the approval.
refusal-result-required = No result has been entered. Please enter its name, number, date and signer before you release it.
refusal-signed-in-the-future = The date of signature is later than today. Please correct it.
refusal-file-unknown = The chosen result file is not in the dossier. Please upload it to the dossier, then choose again.
refusal-file-part-of-record = This file belongs to an accepted dossier or to its result and cannot be removed. If it is wrong, please add the right one with a note.
refusal-authority-required = The taker is neither the applicant nor the delegate of the dossier. Please enter the authorisation before you hand over the result.
refusal-supplement-without-item = A supplement request needs at least one point, and each point must say what is wanted. Please list everything at once.
refusal-supplement-limit = After acceptance a supplement may be asked for once; here it was asked for { $asked ->
    [one] { $asked } time
   *[other] { $asked } times
}. Another request takes an officer with that permission and a reason, and the service index then counts the dossier as late.
refusal-supplement-asked-already = Before acceptance a supplement may be asked for once; here it was asked for on { $on }. If the answer is not complete, use “Still missing” under that same request; if it is complete, accept it, and if it cannot be accepted, refuse it with the reason.
refusal-return-late = The time to return it for a supplement is over ({ $by }). If it is still needed, please give the reason for the delay.
refusal-no-closing-time = The decree that governs this dossier does not provide for closing it without a supplement. It stays open; please contact the applicant.
refusal-too-early-to-close = The applicant may supplement until the end of { $until }. The dossier stays open; it can be closed after that day.
refusal-amount-not-positive = The amount must be more than 0. Please enter it as in the notice.
refusal-no-financial-obligation = This procedure has no financial obligation during processing. The dossier is unchanged.
refusal-pause-reason-unknown = The procedure does not know this reason to suspend. Please choose again, or enter a reason with its legal basis.
refusal-pause-basis-required = Suspending the time limit takes a legal basis in sector law; waiting for another agency is none by itself. Please enter it; until then the time runs on.
refusal-consultation-open = { $unit } has not answered yet. Please wait, or enter the answer you have received before you submit.
refusal-consultation-unknown = This consultation cannot be found. Please reload the dossier's page.
refusal-consultation-answered = This consultation has its answer already. The answer that was entered is kept.
refusal-consult-self = The unit that works on the dossier cannot be consulted. Please choose another.
refusal-date-passed = This day is over. Please choose another.
refusal-extension-limit = The dossier was extended once; the law allows no second extension. The date is unchanged; if it is missed, please apologise and give a new date.
refusal-extension-notice = An extension has to be declared by { $latest }, a day before the promised date. The date is unchanged; if it is missed, please apologise and give a new date afterwards.
refusal-extension-after-due = The promised date is over, so it cannot be extended (the last day was { $latest }). Please apologise and give a new date; the dossier stays late.
refusal-extension-not-later = The new date must be later than the present one and later than today. Please choose another.
refusal-not-late-yet = The dossier is not late, so there is nothing to apologise for yet. If the date cannot be met, please extend it.
refusal-not-a-working-day = { $date } is not a working day. Please choose a day on which the office is open.
refusal-decision-issued = The decision has been issued, so the dossier can no longer be withdrawn. It is unchanged.
refusal-supplement-item-unknown = The request has no item { $item }. Nothing was sent; please reload the page and answer again.
refusal-supplement-item-unanswered = Item { $item } has no answer yet. What you typed and uploaded is kept; please answer it or upload the paper, and send again.
refusal-no-answer-waits = No supplement waits to be looked at. The dossier is unchanged.
refusal-answer-waits = The applicant says it is complete and nobody has looked yet, so the dossier cannot be closed. Please look at the supplement first.
refusal-adjust-too-late = The decision has been issued, so the dossier can no longer be adjusted. It is unchanged.
refusal-adjust-after-acceptance = After acceptance this dossier cannot be adjusted online. It is unchanged; please withdraw and file again, or ask the receiving office.
refusal-not-late = The dossier is not late, so there is nothing to explain. It is unchanged.
refusal-reassign-to-holder = { $officer } has this dossier already. Please choose somebody else.
refusal-redistribute-moved-on = Dossier { $code } has changed since the list was made and stays where it is. Please make a new list if it is still to be moved.
refusal-successor-unclear = Several units take over from { $unit } ({ $successors }) and the applicant's address does not tell which. Please choose the one that takes over by default.
refusal-officer-without-duty = { $officer } does not do this step at the unit that has the dossier. It is unchanged; please choose somebody else.
refusal-posted-already = The result was sent by post, no. { $tracking }, and has not come back. The dossier is unchanged.
refusal-not-posted = The result was not sent by post. Please enter the sending first.
refusal-posted-not-returned = The result is on its way by post, no. { $tracking }, so it cannot be given out at the counter. Please wait until the post delivers it or brings it back.
refusal-door-as-before = The result is to be collected at { $unit } already. To change it, choose another centre.
refusal-door-not-a-centre = { $unit } does not take dossiers in or hand results over. Choose a centre from the list.
refusal-place-too-long = The place of the matter is longer than 300 characters. Write it shorter: the commune or the address.
refusal-proof-required = A result by post is handed over when there is proof of delivery with its number and time. Please enter both.
refusal-proof-outside = The delivery must be after the sending and not later than now. Please enter it as in the proof of delivery.
refusal-invitations-too-few = The post brings a result back after two invitations at least. Please enter the days of all invitations.
refusal-invitation-outside = The days of the invitations must lie between the sending and today. Please enter them again.
refusal-invitations-too-close = There must be at least two working days between two invitations. Please enter them as in the post's book.
refusal-applicant-not-yours = An account files for its own holder only. Nothing was sent; a delegate files with the account of the person they act for.
refusal-idempotency-reused = This request's token was used for something else, so nothing was saved. Please reload the page and do it again.
