package p

type Node struct {
	left, right *Node
	parent      *Tree
}

type Tree struct {
	root *Node
	Loop
}

type Loop struct{ *Tree }

func (n *Node) Walk(visit func(*Node)) {
	if n == nil {
		return
	}
	n.left.Walk(visit)
	visit(n)
	n.parent.root.right.Walk(visit)
	n.parent.missing()
}
