# portal — the applicant's own pages
portal-home = My page
