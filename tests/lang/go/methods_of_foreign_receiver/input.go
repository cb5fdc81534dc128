package p

// The types live in other files of the package.
func (s *Server) Handle(r *Request) error {
	s.mu.Lock()
	return s.serve(r)
}

func (s *Server) serve(r *Request) error {
	return r.Err()
}

func (r Request) Err() error { return r.err }
