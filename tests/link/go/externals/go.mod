module example.com/app

require github.com/pkg/errors v0.9.1
