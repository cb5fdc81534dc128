module example.com/app/v2

replace example.com/fork => ./third/fork
