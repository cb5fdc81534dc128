package server

const defaultAddr = ":80"

var limit = helper2()

func helper2() int { return 1 }

func (s *Server) Addr() string { helper(); return s.addr }
