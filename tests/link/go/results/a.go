package r

import "example.com/r/db"

func use() {
	conn, err := db.Open()
	conn.Close()
	err.Error()
	rows, stats, err := conn.Query()
	rows.Next()
	stats.Count()
	first, second := db.Pair()
	first.Close()
	second.Close()
	if c, ok := any(conn).(*db.Conn); ok {
		c.Close()
	}
	switch x := any(rows).(type) {
	case *db.Rows:
		x.Next()
	case *db.Stats, *db.Conn:
		x.Close()
	}
	one := db.One()
	one.Close()
}

type opener interface {
	Open() (*db.Conn, *db.Stats)
}

func useAll(o opener) {
	c, s := o.Open()
	c.Close()
	s.Count()
}
