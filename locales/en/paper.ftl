# paper: the forms that are printed

paper-receipt = Receipt with the promised date
paper-supplement = Request to supplement the dossier
paper-refusal = Refusal to accept or settle the dossier
paper-apology = Apology with a new promised date
paper-stop = Notice that work on the dossier has stopped
paper-control-sheet = Control sheet

refusal-paper-dossier-code = The dossier has no code yet, so this form cannot be printed.
refusal-paper-supplement-items = A supplement request must name at least one thing to supply.
refusal-paper-reason = State the reason before this paper is issued.
refusal-paper-new-due = Give the new promised date before the apology is issued.
refusal-paper-transfer-lines = The list has no paper on it, so it cannot be printed. Put in at least one paper and print again.
