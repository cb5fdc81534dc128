struct node { int right; };
