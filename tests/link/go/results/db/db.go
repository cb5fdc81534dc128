package db

type Conn struct{}
type Rows struct{}
type Stats struct{}

func Open() (*Conn, error)                             { return nil, nil }
func One() *Conn                                       { return nil }
func Pair() (a, b *Conn)                               { return nil, nil }
func (c *Conn) Query() (r *Rows, s *Stats, err error)  { return }
func (c *Conn) Close()                                 {}
func (r *Rows) Next()                                  {}
func (s *Stats) Count()                                {}
