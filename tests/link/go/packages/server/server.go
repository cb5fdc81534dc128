package server

// Server is shared by the files of the package.
type Server struct{ addr string }

func New() *Server { return &Server{addr: defaultAddr} }

func helper() int { return limit }
