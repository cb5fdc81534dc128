from channels import Factory, Senders, Single, Special, channel


def use():
    sender, receiver = channel(2)
    sender.send()
    receiver.receive()
    first, second = channel[int](2)
    first.send()
    second.receive()
    channel(1)[0].send()


Factory().send()
Single().own()
Special().special()
Senders["a"].send()
