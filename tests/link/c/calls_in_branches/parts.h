void cache(void);
void trace(void);
void files(void);
void handles(void);
void plain(void);
void debug(void);
