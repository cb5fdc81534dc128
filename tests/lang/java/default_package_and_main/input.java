import Helper;

public class Main {
    public static void main(String... args) {
        System.out.println("hello");
        Helper.help(args.length);
        main(args);
        main();
    }
}
;
