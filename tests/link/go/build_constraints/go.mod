module example.com/os
