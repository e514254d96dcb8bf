# The frame's navigation
motcua-nav-home = My work
motcua-nav-intake = Intake
motcua-nav-dossiers = Dossiers
motcua-nav-hand-over = Hand-over
motcua-nav-procedures = Procedures

# Serving
motcua-serve-at = Một Cửa answers at { $url } (stop: Ctrl-C)
motcua-serve-listen = Cannot listen at { $address }: { $cause }. Choose another port with --listen.
motcua-demo-occupied = The folder { $folder } holds the data of a real office. Choose another folder with --data, or add --fresh if you really want to erase it all.
