from query import Base


class Special(Base):
    def only(self):
        return self.where()


Special().where().only().only().limit(1).only().order().only()
Special.new().only()
