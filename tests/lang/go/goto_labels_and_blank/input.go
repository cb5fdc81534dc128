package p

var _ = check()

func check() bool { return true }

func _() { check() }

func jump(n int) {
retry:
	if n > 0 {
		n--
		goto retry
	}
	switch {
	case n == 0:
		fallthrough
	case check():
		break
	default:
		_ = n
	}
	switch x := n; x {
	case 1, limit:
	}
}

const limit = 9
