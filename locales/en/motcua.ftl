# The frame's navigation
motcua-nav-home = My work
motcua-nav-intake = Intake
motcua-nav-dossiers = Dossiers
motcua-nav-hand-over = Hand-over
motcua-nav-procedures = Procedures
