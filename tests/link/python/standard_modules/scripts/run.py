import queue

queue.put()
