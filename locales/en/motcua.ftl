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

# The page about the API
motcua-api-title = Programming interface (API)
motcua-api-what = For other software
motcua-api-what-1 = Whatever can be done on these pages, a program that is allowed to can do below /api/v1, in JSON.
motcua-api-what-2 = Looking up procedures and computing time limits needs no account. Reading and handling dossiers needs an officer's token.
motcua-api-open = The OpenAPI 3.1 description
motcua-api-how = How to call it
motcua-api-token = An officer makes a token on the account page: it expires, it has a scope, and it may never do more than the officer.
motcua-api-key = Every request that changes something carries an Idempotency-Key; sent again, it is answered the same and nothing is done twice.
motcua-api-version = Every act on a dossier names the version it saw in If-Match; if somebody was faster the answer is 409 and nothing changes.
motcua-api-problem = When something cannot be done, the answer (RFC 9457) gives the reason and the article, in Vietnamese or English.
