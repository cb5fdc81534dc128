template [void;
