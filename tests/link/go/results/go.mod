module example.com/r
