# motcua
