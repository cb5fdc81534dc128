import sys
print "hello"
print >>sys.stderr, "x"
exec "code" in scope


def swap((a, b), c):
    print a
    return b, c
