package p

import "io"

// Shape has an area.
type Shape interface {
	// Area is its size.
	Area() float64
	Scale(by float64, axes ...int) (Shape, error)
	io.Stringer
	named
}

type named interface {
	Name() string
}

type Number interface {
	~int | ~float64
}

type Empty interface{}

func total(shapes []Shape, one Shape) float64 {
	s, _ := one.Scale(2)
	s.Name()
	return one.Area()
}
