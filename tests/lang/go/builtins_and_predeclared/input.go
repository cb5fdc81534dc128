package p

type error interface{ Code() int }

func len(x []int) int { return 0 }

func use(s []int, e error) int {
	e.Code()
	m := make(map[string]int)
	delete(m, "a")
	n := append(s, cap(s))
	copy(n, s)
	var b []byte = []byte("x")
	if b == nil && true {
		panic(iota)
	}
	return len(s) + int(3.5)
}
