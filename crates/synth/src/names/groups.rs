//! Given names and surnames of the other eight groups, commonest first.

/// Names of one group: women's, men's, surnames.
pub(super) struct Lists {
    pub(super) women: &'static str,
    pub(super) men: &'static str,
    pub(super) surnames: &'static str,
}

pub(super) const CARIBBEAN: Lists = Lists {
    women: "Beverley Marcia Yvonne Sharon Paulette Claudette Hyacinth Merlene Sonia Icilda Marva \
Jennifer Lorna Cynthia Monica Pearl Olive Winsome Natasha Shanice Keisha Tamika Aaliyah Chantelle Jada \
Kiara Simone Michelle Donna Angela Dawn Maxine Sandra Grace Esther Naomi Destiny Princess Renée Nevaeh",
    men: "Winston Delroy Errol Leroy Carlton Lloyd Clifton Neville Everton Horace Vincent Desmond Rupert \
Trevor Glenroy Devon Courtney Clive Michael Anthony Paul Patrick Marcus Jermaine Tyrone Andre Dwayne \
Kemar Malachi Isaiah Elijah Tyrell Jayden Kai Nathaniel Marlon Damian Rohan Cleveland Egbert",
    surnames: "Campbell Brown Grant Williams Francis Gordon Morgan Thompson Clarke Lewis Reid Johnson \
Bailey Powell Morrison Barrett Wright Palmer Dixon Henry Stewart Robinson Richards Walters Anderson \
Blake Samuels Ferguson McKenzie McFarlane McLeod Lawrence Charles Joseph Pierre Alexander Baptiste \
Braithwaite Forde Gittens Holder Worrell Greenidge Haynes Blackman Weekes Lashley Sobers Gayle Facey \
Whyte Levy Daley Hylton Dacosta Nembhard Bogle Gooden Beckford Livermore Golding Salmon Tulloch Virgo",
};

pub(super) const WEST_AFRICAN: Lists = Lists {
    women: "Adaeze Folasade Ngozi Oluwaseun Chioma Abena Akosua Adwoa Efua Ama Yaa Esi Funmilayo Titilayo \
Yetunde Bukola Temitope Omolara Abimbola Ifeoma Nneka Amaka Chiamaka Uchenna Blessing Patience Comfort \
Grace Mercy Esther Ruth Deborah Fatmata Isatu Mariama Hawa Kadiatu Aminata Adama Oluwatoyin Morayo Simisola",
    men: "Chinedu Emeka Oluwaseun Kofi Kwame Kwaku Yaw Kwabena Emmanuel Samuel Olumide Babatunde Adebayo \
Tunde Segun Femi Olusegun Ayodele Chukwuemeka Ikenna Obinna Uche Nnamdi Ifeanyi Tochukwu Daniel David \
Joshua Moses Abdulai Mohamed Ibrahim Alhaji Foday Sorie Lamin Oluwadamilola Ayomide Olakunle Gideon",
    surnames: "Mensah Owusu Okafor Eze Adeyemi Nwosu Balogun Boateng Osei Asante Appiah Agyeman Amoah Antwi \
Acheampong Opoku Sarpong Darko Ofori Frimpong Ansah Addo Asare Bonsu Kamara Sesay Koroma Conteh Bangura \
Kargbo Turay Jalloh Bah Barry Diallo Oyelaran Ogunleye Ogunbanjo Adebayo Adeleke Adesanya Adewale Afolabi \
Ajayi Akande Akinola Akintola Alabi Awolowo Ayodele Bakare Bello Chukwu Danjuma Dike Ekwueme Ezeh Falade \
Ibe Igwe Ikpeazu Iwu Lawal Madu Mbah Musa Njoku Nnamdi Nwachukwu Nwankwo Obi Odukoya Ogbonna Ojo Okeke \
Okonkwo Okoro Okoye Oladipo Olaniyan Olawale Olayinka Onuoha Onyeka Onwudiwe Opara Orji Oshodi Oyedepo \
Salami Sanni Soyinka Taiwo Tinubu Udo Uzoma Yusuf Oluwole-Bello Quaye Tetteh Lartey Nartey Quartey Amponsah",
};

pub(super) const SOUTH_ASIAN: Lists = Lists {
    women: "Priya Sunita Anjali Kavita Meena Lakshmi Rani Deepa Nisha Pooja Asha Usha Geeta Kamala Shanti \
Harpreet Manpreet Gurpreet Jasvinder Sukhwinder Kiran Rekha Seema Neha Divya Aarti Radha Sarita Vidya \
Thivya Nirmala Pushpa Savitri Anita Ishani Diya Anaya Saanvi Tharshini",
    men: "Rajesh Sanjay Vijay Arun Suresh Ramesh Anil Sunil Ashok Vikram Harpreet Gurpreet Manjit Balwinder \
Jaspal Arjun Rohan Dev Kiran Nikhil Rahul Amit Deepak Dinesh Mahesh Mohan Naveen Prakash Ravi Shankar \
Sivakumar Thushan Kumaran Aarav Vihaan Ishaan Krishna Gopal Hari Jayesh",
    surnames: "Patel Singh Sharma Shah Kaur Kumar Gupta Mehta Desai Joshi Rao Reddy Nair Menon Iyer Pillai \
Krishnan Subramaniam Ramanathan Sivanesan Selvarajah Thambirajah Kanagaratnam Balasubramaniam Perera \
Fernando Silva Jayawardena Wickramasinghe Gunawardena Chatterjee Banerjee Mukherjee Ghosh Sen Das Bose \
Dutta Roy Gill Sandhu Sidhu Dhillon Grewal Bains Mann Sohal Chauhan Solanki Parmar Rathod Vora Amin Bhatt \
Trivedi Pandya Dave Kapoor Khanna Malhotra Chopra Bhatia Sethi Arora Anand Verma Mishra Tiwari Gurung Rai \
Thapa Limbu Magar Shrestha Tamang",
};

pub(super) const MUSLIM_SOUTH_ASIAN: Lists = Lists {
    women: "Fatima Ayesha Nasreen Shabnam Parveen Yasmin Rukhsana Farzana Shazia Sadia Zainab Khadija Amina \
Maryam Hafsa Rabia Saima Samina Tahira Nazia Rehana Salma Sultana Rokeya Jahanara Hasina Monira Nusrat \
Safia Aaliyah Inaya Hiba Anisa Bushra Shirin",
    men: "Muhammad Imran Tariq Abdul Asif Khalid Rashid Shahid Nadeem Amjad Javed Zafar Arshad Bilal Hamza \
Usman Ali Hassan Hussain Yusuf Ibrahim Ismail Zain Faisal Kamran Rizwan Saeed Waqar Shafiq Mizanur Rafiqul \
Jamal Habibur Shamsul Ayaan Rayyan Musa Haris Danyal",
    surnames: "Khan Ahmed Hussain Ali Begum Akhtar Malik Iqbal Mahmood Mirza Chaudhry Butt Sheikh Raja Qureshi \
Siddiqui Rahman Islam Miah Uddin Choudhury Khatun Bibi Hossain Alam Haque Karim Sarkar Talukdar Bhuiyan \
Mahmud Aziz Aslam Ashraf Bashir Bhatti Dar Farooq Ghani Hameed Hanif Javed Kayani Latif Mughal Nawaz Rafiq \
Rashid Saleem Sadiq Shah Tariq Yaqoob Yousaf Zaman Zia Abbasi Ansari Awan Baig Gondal Janjua Rana Warraich",
};

pub(super) const EASTERN_EUROPEAN: Lists = Lists {
    women: "Katarzyna Agnieszka Małgorzata Anna Magdalena Joanna Ewa Monika Aleksandra Zofia Wanda Halina \
Krystyna Barbara Jadwiga Maja Zuzanna Oliwia Elena Ioana Mihaela Andreea Alexandra Cristina Gabriela Maria \
Ana Simona Bianca Daniela Rasa Jūratė Ieva Desislava Gergana Olena Oksana Iryna Viktória Žofia",
    men: "Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Jakub Łukasz Grzegorz Stanisław Zbigniew \
Wojciech Mateusz Kacper Szymon Antoni Ion Andrei Mihai Alexandru Ionuț Gheorghe Constantin Vasile Ștefan \
Florin Dumitru Tomas Mantas Dimitar Georgi Ivan Oleksandr Andriy László Jiří Marek Adam Radu",
    surnames: "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak \
Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski \
Michalski Król Wieczorek Jabłoński Wróbel Łukaszewski Łapiński Popescu Ionescu Popa Radu Dumitru Stan Stoica \
Gheorghe Matei Ciobanu Rusu Munteanu Moldovan Constantin Ștefănescu Dinu Nistor Ababei Petrov Ivanov Dimitrov \
Georgiev Kazlauskas Petrauskas Jankauskas Novák Horváth Nagy Kovács Szabó Tóth Shevchenko Kovalenko Bondarenko",
};

pub(super) const TURKISH: Lists = Lists {
    women: "Ayşe Fatma Emine Hatice Zeynep Elif Meryem Şerife Sultan Zehra Hanife Merve Özlem Gülsen Sevgi \
Songül Yasemin Dilek Ebru Esra Büşra Gül Nuray Aylin Defne Azra Ceren İpek Havva Çiğdem Eleni Maria Androulla",
    men: "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil \
Süleyman Kemal Emre Burak Can Deniz Efe Kerem Serkan Volkan Yılmaz Hakan Gökhan Çağlar Baran Andreas Costas \
Panayiotis Christos",
    surnames: "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan \
Çetin Kara Koç Kurt Özkan Şimşek Polat Korkmaz Erdoğan Güneş Aktaş Bulut Türk Ünal Avcı Işık Taş Kaplan \
Ateş Köse Özcan Tekin Yavuz Acar Güler Toprak Sarı Bozkurt Demirci Gündüz Georgiou Christodoulou Nicolaou \
Ioannou Charalambous Constantinou Hadjigeorgiou Kyriacou Osman Hassan Mehmet",
};

pub(super) const LATIN: Lists = Lists {
    women: "María Ana Carmen Lucía Sofía Valentina Camila Gabriela Paola Andrea Diana Claudia Sandra Adriana \
Beatriz Inês Mariana Catarina Joana Fernanda Juliana Luciana Letícia Conceição Fátima Rosa Isabel Pilar \
Dolores Ximena Noelia Teresa Graça Vitória Giulia Chiara Francesca Concetta",
    men: "José Juan Carlos Luis Jorge Andrés Diego Santiago Mateo Alejandro Fernando Ricardo Javier Miguel \
Ángel Héctor Raúl Óscar João Pedro Tiago Rui Nuno Gonçalo Paulo Antônio Francisco Manuel Rafael Thiago \
Matheus Lucas Gabriel Marco Giuseppe Salvatore Antonio Luca César Iván",
    surnames: "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Silva Santos Ferreira \
Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves dos_Santos da_Silva de_Souza Almeida \
Ribeiro Carvalho Teixeira Moreira Correia Mendes Nunes Vieira Ramírez Torres Díaz Vargas Castro Rojas Muñoz \
Ortiz Moreno Jiménez Restrepo Quintero Ospina Zapata Cárdenas Mejía Salazar Guzmán Peña Núñez Álvarez \
Romero Delgado Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco De_Luca",
};

pub(super) const EAST_ASIAN: Lists = Lists {
    women: "Lan Mai Huong Linh Thuy Nga Phuong Hanh Hoa Trang Ngoc Yen Kim Anh Mei Ling Li Xiu Yan Wai Siu \
Yuk Ka Man Suk Hui Jing Xin Na Fang",
    men: "Minh Hung Duc Tuan Thanh Dung Quang Hai Long Nam Son Binh Cuong Hieu Khoa Wei Ming Jun Kai Wing Chi \
Kwok Wai Hong Tak Chun Yiu Hao Lei Bo",
    surnames: "Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Do Ho Ngo Duong Ly Dinh Truong Lam Mai Trinh Vuong \
Chen Li Wang Zhang Liu Wong Chan Cheung Lau Leung Ng Lee Ho Yip Tang Tsang Kwok Fung Yeung Cheng Lo Mak Siu \
Poon Tse Yuen Chow Chung Hui Kwan",
};
