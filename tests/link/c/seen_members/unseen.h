struct unseen { int errors; int hidden; };
