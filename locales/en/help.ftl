# Help in place: one short page for each officer's screen, and the keys.

help-title = Help
help-lead = Choose a screen from the list. On any screen the key ? opens that screen's help.
help-topics = Screens
help-keys = Keys
help-key = Key
help-key-does = What it does
help-key-help = opens the help of this screen
help-key-search = finds dossiers by code, name or number
help-key-next = next line, next dossier
help-key-previous = line before, dossier before
help-key-open = opens the chosen line
help-key-act = the main act of the screen (shown on its button)
help-key-visitor = next visitor at the counter
help-key-close = closes what is open
help-home-title = My work
help-home-text =
    The tiles count what waits for you; each opens its list, and the number is always the length of the list.
    “To do now” is yours or waits unclaimed in your tray; “Nearly late” falls due before the end of the next working day.
    “Waiting for others” waits for the applicant, another agency, or is suspended; there is nothing for you to do.
    J and K walk the lines, Enter opens.
help-intake-title = Intake at the counter
help-intake-text =
    Find the applicant by number, telephone or name; enter a new one if there is none. Nothing of the person before stays on the screen.
    Say what is needed in plain words, choose the procedure, check the deciding agency that is proposed.
    Tick every paper received, scan it and drop the file on its line. The screen saves itself.
    Complete: accept. Incomplete: ask for everything at once. Not to be taken in: refuse with reason and article.
help-online-title = Online submissions
help-online-text =
    The list stands in the order of the time to answer; what is past its 8 working hours leads, and the heads of the one-stop unit see it too.
    Open one: read the form, open every file, read the checks at the side. A colour always comes with a word.
    Tick the valid papers and accept: the time limit starts at that moment. Nothing is ever accepted automatically.
    Something missing: you may ask once only; pin each point to a paper or a field, with an example and the article.
    Wrong deciding agency: choose another and save it before accepting.
help-dossiers-title = Lists of dossiers
help-dossiers-text =
    Filter by stage, procedure, field, unit, officer, channel and promised date; fields make suggestions while you type.
    Columns and order choose what is shown, in which order.
    Save the view to use it again; let it open first if you like. Copy its link for a colleague: they see only what they may see.
    Choose many dossiers and press what is to be done: at most 500 at once; what cannot be done is listed with its reason.
    Exports to Excel or CSV are kept seven days among the background work.
help-hand-over-title = Handing results over
help-hand-over-text =
    Scan the code on the receipt or search by code, name or number.
    Check the papers of whoever collects; somebody else needs an authorisation.
    Give back the originals that were kept and note it.
    Press hand over: the dossier is closed.
help-custody-title = Papers, post, sealed bags
help-custody-text =
    Every paper has exactly one holder at any moment.
    Arrived by post: note the tracking number, write the itemised hand-over record; the limit counts from its signing.
    Pack papers into a bag, seal it, scan it at both ends; a late or short bag is seen the same day.
    Results by post: note the delivery; after two failed ones the result goes back to the agency.
help-talks-title = Talks by video
help-talks-text =
    Reception or intake: open Book a talk, type the dossier code to see who has it, choose now or a time within working hours.
    Give the visitor the room code (or the QR code). They come in at a computer of the centre or on their telephone, without an account; the code works only for its time.
    Specialists: the inbox tells you when a talk is booked, ten minutes before, and when the visitor waits. Busy? Propose another time, or decline with a reason.
    After a lost connection or a reload, come in again; without a camera you can still listen, speak or write.
    End the talk, then note the outcome: the dossier's log has time, length, who took part and the outcome. No sound, picture or message is kept.
help-rooms-title = Meeting rooms
help-rooms-text =
    See which rooms are free on a day; book one for a meeting in person below the table.
    Rooms with a computer and a camera can be chosen when a talk by video is booked.
    A room is booked once at a time; cancelling takes a reason and frees it.
    Administrators or whoever leads the hall add, change and retire rooms under Rooms.
help-supervision-title = Watching and urging
help-supervision-text =
    See what is late and what will be, by unit, officer, procedure and step.
    An urge leaves its trace in the dossier and a message in the officer's inbox.
    Every late dossier needs its explanation and its apology; the page counts those still missing.
    Move an absent colleague's work: preview the proposal, confirm, undo if needed.
help-procedures-title = Finding procedures
help-procedures-text =
    Type plain words, with or without diacritics, or a code.
    Open a procedure for its papers, limits, fees, legal basis and steps.
    Versions by publication decision stand under Versions; a dossier keeps the version of its acceptance.
help-duplicates-title = Duplicate people and dossiers
help-duplicates-text =
    The system looks for records that may be one person: same name and birth date, same telephone, numbers that differ in one digit.
    Two records stand side by side, differences marked in words. Keep one, choose field by field, or say that they are two people; always with a reason.
    After a merge the other record points to the one that stands and the dossiers of both are seen together; an administrator can undo it.
    Duplicate dossiers: keep both with a reason, or open one and withdraw it by the law's way.
help-jobs-title = Background work
help-jobs-text =
    Exports, acts on many dossiers and imports run here; you may leave the page and come back.
    It shows how far the work is and lists what could not be done, with reasons.
    Files are kept seven days and are only for whoever asked for them.
help-announcements-title = Announcements
help-announcements-text =
    Write a short title and the text, from which day until which.
    Choose who sees it: every officer, some units, or the public pages too.
    What was posted cannot be changed; end it and post another. Each officer may press Seen to put it aside.
help-admin-title = Administration
help-admin-text =
    Units, officers, roles and calendars keep their history with the document that ordered it.
    A change of calendar or a merger shows which dossiers are concerned before it is confirmed.
    Administration does not include the right to read dossiers.
