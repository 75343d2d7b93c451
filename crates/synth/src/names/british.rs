//! Given names by generation and surnames of the British and Irish group, commonest first.

pub(super) const GIRLS_OLD: &str = "Margaret Doris Joan Jean Patricia Barbara Sheila Maureen Joyce \
Dorothy Brenda Pamela Irene Audrey Kathleen Beryl June Shirley Sylvia Eileen Hazel Rita Vera Marjorie \
Edna Mavis Betty Iris Josephine Daphne Gladys Ivy Elsie Hilda Winifred Phyllis Muriel Olive Constance \
Beatrice Nora Bridget Norah Eunice Gwendoline Freda Thelma Ethel Elizabeth Mary Valerie Janet Ann";
pub(super) const GIRLS_MID: &str = "Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon \
Tracy Angela Sarah Alison Caroline Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet \
Dawn Christine Nicola Lisa Claire Michelle Samantha Rachel Emma Victoria Rebecca Kelly Lorraine Lesley \
Beverley Theresa Frances Rosemary Marie Heather Fiona Paula Clare Denise Gillian Louise Melanie Anne \
Katherine Kathryn Teresa Zoë Siobhán Sinéad Ruth Sally Hilary Yvonne Tina Maxine Philippa Geraldine";
pub(super) const GIRLS_YOUNG: &str = "Olivia Amelia Isla Ava Emily Sophie Jessica Charlotte Lauren Chloe \
Lucy Hannah Megan Grace Ella Lily Freya Evie Poppy Daisy Ruby Sienna Florence Phoebe Rosie Alice Matilda \
Imogen Eleanor Harriet Abigail Amy Bethany Georgia Holly Katie Molly Jasmine Natasha Stephanie Jennifer \
Gemma Danielle Natalie Kirsty Leanne Stacey Chelsea Paige Shannon Aoife Niamh Erin Maisie Willow Ivy \
Elsie Harper Mia Isabella Evelyn Thea Orla Zara Naomi Rose Eliza Martha";
pub(super) const BOYS_OLD: &str = "John William Ronald George Kenneth James Thomas Arthur Albert Stanley \
Frederick Eric Leonard Dennis Frank Roy Raymond Ernest Harold Norman Sidney Reginald Bernard Gordon \
Cyril Walter Victor Cecil Douglas Derek Edward Donald Alfred Charles Peter Leslie Joseph Patrick Herbert \
Percy Horace Maurice Desmond Gerald Henry Brian Terence Alan Robert Geoffrey";
pub(super) const BOYS_MID: &str = "David Paul Stephen Mark Michael Andrew Ian Gary Robert Richard Kevin \
Christopher Anthony Simon Steven Alan Nicholas Keith Philip Martin Graham Jonathan Colin Neil Peter \
Timothy Darren Jason Adrian Barry Nigel Stuart Lee Matthew Trevor Russell Sean Dean Carl Wayne Jeremy \
Julian Clive Roger Gareth Craig Shaun Duncan Malcolm Howard Declan Seán Kieran Hugh Guy Rupert Giles";
pub(super) const BOYS_YOUNG: &str = "Jack Oliver Thomas Harry Joshua James Daniel Charlie William George \
Samuel Alfie Joseph Benjamin Max Ethan Lewis Alexander Luke Adam Ryan Jake Callum Liam Connor Nathan \
Matthew Jamie Edward Henry Freddie Archie Arthur Leo Oscar Theo Noah Finley Toby Isaac Dylan Jude Rory \
Kyle Scott Ashley Aaron Jordan Bradley Kieran Elliot Sebastian Louis Albert Reuben Hugo Felix Stanley \
Ronnie Teddy Rowan Caleb Ellis Zachary Dominic Patrick";

pub(super) const SURNAMES: &str = "Smith Jones Brown Williams Taylor Davies Wilson Evans Thomas Roberts \
Johnson Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson \
Clarke Clark Turner Hill Scott Cooper Morris Ward Moore King Watson Baker Harrison Morgan Patterson Young \
Allen Mitchell James Anderson Phillips Lee Bell Parker Davis Bennett Miller Cook Shaw Cox Richardson \
Marshall Collins Carter Bailey Gray Murphy Kelly Cooke Adams Wilkinson Foster Chapman Mason Russell Powell \
Webb Rogers Hunt Mills Holmes Palmer Matthews Gibson Fisher Barnes Knight Lloyd Butler Barker Stevens \
Jenkins Murray Dixon Harvey Pearson Graham Fletcher Hart Payne West Walsh Lawrence Ryan Fox Reynolds \
Elliott Ellis Stone Day Dawson Ford Perry Bradley Spencer Pearce Ball Watts Kennedy Burton Simpson Bird \
Lane Andrews Grant Page Newman Hudson Gardner Read Webster Griffiths Wells Cole Hayes Black Saunders \
Carr Long Francis Armstrong Hawkins Stewart Atkinson Burns Hamilton Burgess Sutton Porter May Hopkins \
Doyle Byrne Lynch Quinn Kavanagh O'Brien O'Connor O'Neill O'Sullivan O'Reilly O'Donnell O'Keeffe O'Leary \
O'Shea O'Callaghan O'Grady McCarthy McDonald McKenzie McLaughlin McGrath McGuire McNally McIntosh McKay \
McLean McManus McCormack McBride McDermott McMahon MacDonald MacLeod MacKenzie Macpherson St._John \
St._Clair Fitzgerald Fitzpatrick Gallagher Brennan Burke Daly Dempsey Duffy Dunne Farrell Flynn Foley \
Hogan Keane Keating Maguire Mahoney Moran Nolan Power Regan Reilly Sheridan Sweeney Tobin Whelan Barrett \
Gibbs Nicholls Rose Wallace Williamson Woods Norman Hewitt Hardy Austin Bishop Frost George Goodwin Slater \
Nash Park Dean Freeman Steele Woodward Hancock Poole Bond Booth Bates Cross Farmer Field French Gilbert \
Gough Green Hammond Harding Heath Higgins Hobbs Hodgson Holland Hooper Howard Howe Hughes Humphreys Hurst \
Ingram Jarvis Jennings Johnston Jordan Joyce Kemp Kent Kerr Kirby Knowles Lamb Lambert Leach Little Lowe \
Lucas Lyons Manning Marsh Marsden Metcalfe Middleton Miles Morton Moss Neal Norris North Norton Oliver \
Osborne Owen Parry Parsons Patrick Peacock Perkins Peters Pickering Pope Potter Potts Pratt Preston Price \
Pritchard Randall Rees Reeves Reid Rhodes Rice Richards Riley Robertson Robson Rowe Rowley Sanders Savage \
Schofield Sharp Shepherd Short Simmonds Sims Skinner Snow Stephens Stephenson Stokes Summers Swift \
Sykes Talbot Tate Terry Thorne Thornton Todd Townsend Tucker Turnbull Tyler Underwood Vaughan Vincent \
Wade Waller Walters Walton Warner Warren Waters Weaver Weston Wheeler Whitehead Whittaker Wilkins Willis \
Winter Wise Woodcock Wyatt Yates Abbott Ashton Atkins Baldwin Banks Barber Barlow Barton Bartlett Baxter \
Beaumont Benson Berry Bevan Birch Blackburn Blake Boyle Brady Bray Briggs Bright Brooks Bryant Buckley Bull \
Bullock Burrows Bush Byrne Cameron Campbell Cartwright Chambers Chandler Charlton Christie Church Clayton \
Cohen Coleman Connolly Conway Cousins Crawford Crosby Cunningham Curtis Dale Dalton Daniels Davey Davidson \
Davison Dennis Denton Dickinson Dobson Donnelly Douglas Drew Duncan Dyer Eaton Egan English Erskine \
Faulkner Fenton Ferguson Finch Fleming Forster Fowler Franklin Fraser Fry Fuller Gale Garner Garrett Gill \
Glover Godfrey Goddard Gordon Gould Greenwood Gregory Griffin Hale Haines Hanson Hargreaves Harper \
Harrington Hartley Haynes Henderson Henry Herbert Hicks Hilton Hinton Hodges Holden Holt Horton \
Houghton Howell Howells Hull Humphries Hunter Hutchinson Iqbal Jacobs Jeffery Jeffries Kay Kaye Kendall \
Lacey Lawson Leigh Leonard Lester Lindsay Lister Lord Love Lynn Mann Marriott Mellor Millar Milner Morrison \
Mortimer Mullen Myers Naylor Newton Nicholson Noble O'Hara Oakley Paterson Paul Payne Pearse Penn \
Pike Piper Plant Pollard Pugh Quigley Rawlings Redmond Ridley Roe Rowland Rudd Salmon Samuels Seymour \
Sheppard Simmons Sinclair Singleton Small Spence Squires Stafford Stanley Steel Stevenson Storey Stuart \
Sullivan Sutherland Swain Tait Thorpe Tomlinson Travis Tuckwell Tyson Vickers Wall Watkins Welch Whitmore \
Wilcox Wilde Wiggins Winstanley Woodhouse Woolley Worthington Wren Yeates Yorke Alder Allsop Ambler \
Appleyard Argent Arkwright Askew Aspinall Attwood Aylward Babbage Badger Bagshaw Balfour Bannister Barnard \
Bassett Battersby Beckett Bellamy Bickerstaff Biggs Blackwood Bloomfield Bolton Bostock Bowen Bowles \
Brandon Braithwaite Brewster Brierley Broadbent Bromley Buckland Bunting Butterworth Cadman Calvert Capper \
Carmichael Catchpole Caulfield Chadwick Chatterton Cheetham Clegg Cobb Colclough Corbett Cotterill Coulson \
Crabtree Crompton Crowther Cullen Cuthbert Darby Daventry Dearden Devlin Dibble Draper Duckworth Dunstan \
Eastwood Eccles Emery Entwistle Fairhurst Fairweather Farrow Fawcett Fielding Firth Fitton Foulkes Gascoigne \
Gaunt Goodall Goodchild Greenhalgh Grimshaw Hadfield Haddon Halliwell Hampson Hardcastle Hatfield Haworth \
Heywood Hollingsworth Honeywell Horrocks Huddleston Hyde Ibbotson Jolly Kershaw Lightfoot Livesey Lomax \
Lovell Makepeace Mallinson Mawson Nuttall Openshaw Ormerod Peel Pemberton Pickles Postlethwaite Prescott \
Proudfoot Quayle Ramsbottom Rainford Rigby Ramsden Rushton Sagar Satterthwaite Shackleton Sidebottom Speight \
Standish Sugden Swindells Tattersall Thistlethwaite Threlfall Tingle Unsworth Varley Wadsworth Whalley \
Wolstenholme Wordsworth";

/// First halves of surnames taken from places: with [`PLACE_ENDS`], the long tail of rare names.
pub(super) const PLACE_STARTS: &str = "Ash Ald Apple Barn Birch Black Brad Bram Broad Brom Burn Cald Carl \
Chad Charl Clay Cold Copp Cran Crom Dal Den Down East Edge El Fair Farn Fen Fern Flax Gars Gold Green Grim \
Hag Hal Harl Hart Hather Hazel Holl Horn Hunt Ing Kel Kings Kirk Lang Lin Long Marl Mead Mel Mid Mill Mor \
Nether New North Oak Old Over Pen Pick Rad Raven Red Rich Rock Rush Sand Sel Shel Skel Staf Stan Stock \
Strat Swin Thorn Thur Tor Under Wad Wake Wal Wash Wend West Whit Wick Win Wood Wool Worm Yar York";
/// Second halves of surnames taken from places.
pub(super) const PLACE_ENDS: &str = "ton ley ford ham worth field wood well combe croft dale den gate \
grave hurst house land low man mere more ridge shaw side stead stock thorpe wick by bourne bridge burn";
