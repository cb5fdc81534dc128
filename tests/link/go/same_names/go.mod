module example.com/s
