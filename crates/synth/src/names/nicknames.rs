//! Short and pet forms as people give them at a reception desk: the full name, then its forms.

const FORMS: &str = "William Bill Will Billy|Robert Bob Rob Bobby|Richard Rich Dick|Margaret Maggie Peggy \
Meg|Elizabeth Liz Betty Beth Lizzie|Catherine Cathy Kate|Katherine Kate Kathy|Kathleen Kath Kathy|Kathryn \
Kath Kate|Patricia Pat Patsy Trish|Jacqueline Jackie Jacqui|Deborah Debbie Deb|Susan Sue Susie|Christine \
Chris Chrissie|Christopher Chris Kit|Michael Mike Mick|Anthony Tony|Andrew Andy|Stephen Steve|Steven Steve|\
David Dave|Thomas Tom Tommy|James Jim Jimmy Jamie|John Jack Johnny|Joseph Joe|Joshua Josh|Matthew Matt|\
Nicholas Nick|Daniel Dan Danny|Samuel Sam|Benjamin Ben|Alexander Alex Sandy|Edward Ted Eddie Ned|Ronald Ron \
Ronnie|Kenneth Ken|Leonard Len|Raymond Ray|Frederick Fred|Albert Bert|Stanley Stan|Dennis Den|Reginald Reg|\
Sidney Sid|Walter Wally|Arthur Art|Charles Charlie Chas|Terence Terry|Gerald Gerry|Geoffrey Geoff|Philip \
Phil|Timothy Tim|Jonathan Jon|Gregory Greg|Zachary Zach|Nathaniel Nathan Nat|Dorothy Dot Dolly|Joan Joanie|\
Barbara Barb Babs|Pamela Pam|Maureen Mo|Winifred Win|Gwendoline Gwen|Josephine Jo|Joanne Jo|Beatrice Bea|\
Constance Connie|Florence Flo|Eleanor Ellie Nell|Rebecca Becky|Victoria Vicky Tori|Samantha Sam|Jennifer \
Jenny|Stephanie Steph|Abigail Abi|Jessica Jess|Natasha Tasha|Danielle Dani|Amanda Mandy|Sandra Sandy|\
Caroline Carrie|Theresa Terri|Teresa Terri|Frances Fran|Rosemary Rose|Philippa Pippa|Geraldine Gerry|\
Imogen Immy|Isabella Bella|Oliver Ollie|Alfie Alf|Winston Winnie|Beverley Bev|Vincent Vince|Desmond Des|\
Jermaine Jay|Nathan Nat|Oluwaseun Seun|Babatunde Tunde|Olusegun Segun|Chukwuemeka Emeka|Oluwadamilola \
Dami|Funmilayo Funmi|Folasade Sade|Temitope Temi|Abimbola Bimbola|Chiamaka Amaka|Emmanuel Emma Manny|\
Ifeanyi Ify|Oluwatoyin Toyin|Katarzyna Kasia|Małgorzata Gosia|Agnieszka Aga|Magdalena Magda|Aleksandra Ola|\
Krzysztof Krzys|Stanisław Staszek|Wojciech Wojtek|Grzegorz Grzesiek|Alexandru Alex|Gheorghe Gigi|Mehmet \
Memet|Muhammad Mohammed Mo|Mohamed Mo|Balwinder Bal|Sukhwinder Sukhi|Manpreet Mani|Gurpreet Guri|José Pepe|\
Francisco Paco|Alejandro Alex|Gabriela Gaby|Guadalupe Lupe|Fernanda Nanda|Antônio Toni|Antonio Tony|\
Giuseppe Pino|Salvatore Sal|Panayiotis Panos|Christos Chris|Andreas Andy";

/// Every pair of a full name and one of its short forms.
pub(super) fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    FORMS.split('|').flat_map(|line| {
        let mut words = line.split_whitespace();
        let full = words.next().unwrap_or_default();
        words.map(move |short| (full, short))
    })
}
