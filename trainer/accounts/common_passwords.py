"""The passwords tried first, of those long enough to be accepted otherwise. Data only."""

_WORDS = """
password passwort motdepasse contrasena p@ssword p@ssw0rd passw0rd pa$$word welcome welkom letmein iloveyou
qwerty qwertz azerty qwertyui qwertyuiop asdfghjkl zxcvbnm asdfgh admin administrator administrador root user
guest test testing tester login changeme default secret master hello helloworld
monkey dragon football baseball basketball superman batman princess sunshine shadow michael jennifer jordan
charlie liverpool chelsea arsenal rangers starwars pokemon computer internet samsung google facebook linkedin
whatever trustno freedom flower butterfly loveme lovely summer winter spring autumn monday friday january
february march april june july august september october november december hospital doctor nurse physio
physiotherapy physiotherapist therapist clinic clinician needle needles needling dryneedling acupuncture course
exam certificate
"""
WORDS = frozenset(_WORDS.split()) | {"dry needling", "dry-needling", "hello world", "i love you"}

_COMMON = """
1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q 1234567891 1234567899 123456789o
0123456789a 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qazwsxedc123
zaq12wsxcde3 zaq1xsw2cde3 qwertyuiop[] qwertyuiopasdf qwerty123456 123456qwerty 1234qwerasdf qwerasdfzxcv
asdfghjkl; asdfghjkl1 zxcvbnm123 zxcvbnm,./ qwe123qwe123 qweasdzxc1 qweasdzxc123 1234554321 12344321ab 1111122222
1122334455 112233445566 1212121212 1231231231 123123123123 123321123321 1234512345 11223344556677 1029384756
0192837465 147258369a 147258369147 7894561230 0147258369 159753456852 741852963a 9638527410 3141592653
31415926535 2718281828 abcd123456 abc1234567 abcde12345 a123456789 a1b2c3d4e5 a1b2c3d4e5f6 aa12345678 aa123456789
asd123456789 q123456789 z123456789 123abc456def passwordpassword password1password mypassword mypassword1
thisismypassword newpassword newpassword1 oldpassword yourpassword nopassword letmeinnow letmeinplease
correcthorsebatterystaple iloveyouforever iloveyousomuch ihateyou123
ilovemyself myspace123 jesuschrist godisgood1 1password1 1qaz@wsx3edc p@ssw0rd1234 adminadmin admin123admin
rootrootroot testtesttest usernameusername manchester manchesterunited liverpoolfc1 realmadrid barcelona1
blink182182 metallica1 slipknot666 harrypotter spongebob1 chocolate1 strawberry alexander1 christopher elizabeth1
"""
COMMON = frozenset(_COMMON.split()) | {"correct horse battery staple", "let me in please", "this is my password"}
