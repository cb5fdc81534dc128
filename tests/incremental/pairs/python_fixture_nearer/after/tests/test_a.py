def test_it(db):
    db.go()
