# Accounts of applicants
