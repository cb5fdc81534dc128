package outside

import "io"

type file struct{}

func (file) Sync() error                         { return nil }
func (file) Write(p []byte) (n int, err error)   { return }

type half struct{ io.Writer }

func (half) Sync() error { return nil }

type odd struct{}

func (odd) Sync() error            { return nil }
func (odd) Write(p string) error   { return nil }

type config struct{}

func (c *config) Use() {}

func use(s *state) {
	s.current.Load().Use()
	old := s.current.Swap(nil)
	old.Use()
	s.current.Store(nil)
}
