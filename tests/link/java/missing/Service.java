import com.vendor.Client;
import com.vendor.sdk.*;
import org.missing.Base;

class Service extends Base {
    private Client client;
    private Unknown unknown;

    void run(Local local) {
        client.send();
        unknown.send();
        inherited();
        fetch(client.get());
        local.go(client);
        super.start();
        new Client().send();
    }

    void fetch(String s) {}
    void fetch(int n) {}
    void send() {}
    void start() {}
}
