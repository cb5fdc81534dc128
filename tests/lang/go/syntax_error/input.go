package p

func good() { helper() }

func broken( {
	x :=
}

type After struct {
	field int
}

func (a After) helper() int { return a.field }

func helper() {
