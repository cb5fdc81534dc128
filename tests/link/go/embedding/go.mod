module example.com/e
