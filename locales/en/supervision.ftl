# supervision — what is late and what will be
