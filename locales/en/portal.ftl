# portal — the applicant's own pages
