struct node { int left; };
