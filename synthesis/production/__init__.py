"""One render's life: quoted, asked for, drawn, assembled, checked."""
