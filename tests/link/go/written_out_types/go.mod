module example.com/w
