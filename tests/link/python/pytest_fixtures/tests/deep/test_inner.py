def test_nearest(client):
    client.get()
