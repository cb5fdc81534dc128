package app;

import web.Route;
import web.Route.Verb;

@Route("/")
class Pages {
    static final String HOME = "/home";

    @Route(value = HOME, verb = Verb.PUT)
    void home(@Route("p") String p) {}

    void close() {
        try (Resource r = Resource.open(); var s = Resource.open()) {
            r.read();
            s.read();
        } catch (Failure | Error e) {
            e.getMessage();
        } catch (Other e) {
            e.explain();
        }
    }
}
