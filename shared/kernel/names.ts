/** Words of names; `weak` ones are ordinary words as well («hope», «good», a month). */
export interface Words {
  readonly sure: ReadonlySet<string>;
  readonly likely: ReadonlySet<string>;
  readonly weak: ReadonlySet<string>;
  readonly families: ReadonlySet<string>;
}

/** One spelling for all: as people type, not as dictionaries do. */
export const fold = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670'’]/g, '')
    .normalize('NFC')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[یې]/g, 'ي')
    .replace(/ک/g, 'ك')
    .replace(/ة/g, 'ه')
    .replace(/ڕ/g, 'ر')
    .replace(/ڵ/g, 'ل')
    .replace(/ێ/g, 'ي')
    .replace(/ۆ/g, 'و');

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/).map(fold));

export const ARABIC: Words = {
  sure: set(`
    محمد احمد محمود حسين حيدر مصطفى ابراهيم اسماعيل يوسف يونس خالد وليد قاسم جاسم كاظم عباس عثمان عيسى موسى
    داود سليمان طارق زياد فراس انور اكرم حاتم فارس فاضل فيصل سلمان صدام مثنى ثامر عامر غسان بلال مهند مروان
    رعد نبيل منير شاكر ماجد مجيد حميد رشيد لطيف ستار جبار عبدالله عبدالرحمن عبدالكريم عبدالعزيز عبود حمزه
    جعفر هاشم مهدي باسم رائد سعد سعدون سعدي خليل جليل طلال نجم خضير حمود حماد دحام فرحان نوري غانم بشار منذر
    حمدان قصي لؤي ليث سرمد همام اياد نشوان مزهر كامل ياسين ياسر عقيل علاء ضياء حازم عدنان قحطان صهيب عمار
    هيثم ميثم مؤيد غازي ذنون متعب مشعل نايف طه يحيى زكريا ادريس لقمان حسام عصام هشام جواد توفيق الياس نزار
    فاطمه زينب مريم عائشه خديجه سعاد سناء رقيه سميه ليلى سلمى اسراء ايناس انتصار رغد سارا ساره هاجر نادين نبراس
    شيماء دعاء صفاء وفاء هيفاء لمياء اسماء حليمه كريمه سلمه نجلاء ميساء ورده بشرى زهراء خوله رنا رنده نورهان مها
    مروه نسرين نرمين سوسن ياسمين بتول تبارك غفران سجى شهلاء فريال نضال اخلاص ابتسام فضيله سندس هند هناء
  `),
  likely: set('علي حسن كريم عزيز ناصر حامد فواد جمال كمال فرج عمران خلف حمد داوود منصور فهد'),
  weak: set(`
    عمر صالح سعيد جميل سالم سلام امل نور هدى منى زينه وسام رحيم امين صباح عادل شهد شهاب رمضان شعبان رجب سيف نصير
    هادي راضي صادق طاهر ناجي فلاح صلاح ايمان رحمه بركات حاكم رياض كرار عبد حنان ابتهال ورود هبه رشا فرح سرور
  `),
  families: set(`
    جبوري دليمي عبيدي شمري تميمي ساعدي عزاوي زبيدي خفاجي حمداني طائي لهيبي سبعاوي جربا عكيدي علواني فهداوي عسافي
    بياتي ربيعي نعيمي جميلي كبيسي عاني راوي حديثي تكريتي سامرائي ناصري مالكي عامري موسوي حسيني هاشمي جنابي كعبي
    لامي دراجي محمداوي بدري مشهداني كناني ازيرجاوي غانمي شويلي محياوي جحيشي حيالي بدراني طفيلي زيدي اسدي سعدي ياسري
    نقيب قيسي كربولي محمدي عيساوي جغيفي سلماني جوراني خزرجي عنزي
  `),
};

export const KURDISH: Words = {
  sure: set(`
    محەمەد ئەحمەد مەحموود مەحمود حوسێن حوسەين حەسەن عەلي عومەر عوسمان رەسول رەسوول ئيبراهيم ئيسماعيل يوسف يونس خالد قادر
    عەبدوللا عەبدولرەحمان عەبدولكەريم كەريم رەشيد مستەفا تاهير ساليح سالح مەجيد رەمەزان حەميد جەليل خەليل جەمال كەمال جەلال
    رەئووف رەئوف سەردار سەروەر نەوزاد دلشاد دلير ريبوار ريبين هيمن سوران شوان شاخەوان هوگر ئاكو بەختيار فەرهاد
    شيركو سيروان كاوە رزگار ئاسو ئاوارە شوارش هەلمەت هەلكەوت چيمەن شيلان نازەنين نازدار شنە بيريفان ئەڤين ئەفين رێزان ريزان
    خەديجە فاتيمە فاتمە زەينەب مەريەم گولالە چنار تەلار سۆزان سوزان روناك پەروين شيرين هاوژين كوردستان ئاشنا لەيلا بيريڤان ريبين
    حەمە ئەمين فوئاد ناسيح فەرەج جەواد قاسم عيسا موسا يەحيا تاريق سەلاح عەبدوللە
  `),
  likely: set('كاروان ئازاد'),
  weak: set('هيوا ژيان ئارام بەهار نەورۆز نەوروز ئاشتي خەبات سەركەوت پشتيوان هاوري رووناكي حاجي'),
  families: set(`
    تالەباني بەرزنجي هەورامي خوشناو جاف زەنگەنە دوسكي بەرواري زيباري مزووري ميزوري سندي سالحي بارزاني سورچي هەركي
    شارەزووري قەرەداغي بابان ئاميدي گەردي سليڤاني
  `),
};

export const LATIN: Words = {
  sure: set(`
    mohammed muhammad mohamed mohammad ahmed ahmad mahmoud mahmood hussein hussain hassan hasan haider hayder haidar
    mustafa ibrahim ismail yousif yousef yusuf yunis younis yonis khalid khaled walid waleed qasim qassim jassim jasim kadhim
    kazim abbas othman uthman omar omer ali essa issa mousa dawood daoud suleiman sulaiman tariq tareq ziad anwar akram
    hatem faris fadhil faisal salman muthanna thamir amer amir ghassan bilal muhannad marwan raad nabil munir shakir majid
    majeed hamid hameed rashid rasheed latif sattar jabbar abdullah abdulrahman hamza jaafar hashim mahdi basim
    raed saad saadi khalil khaleel talal farhan nouri ghanim bashar munther layth laith nashwan yasin yaseen yasir aqeel
    adnan qahtan ammar haitham ghazi taha yahya zakaria luqman hussam hisham tawfiq elias nizar fatima fatimah zainab zaynab
    maryam aisha khadija suad sanaa ruqaya sumaya layla salma sarah shaimaa wafaa zahraa rana nibras haneen noura
    nazanin shilan berivan avin chiman rezan karwan sirwan hogir dilshad rebin azad nawzad rebwar soran hemin sardar
    ferhad farhad kawa shwan bakhtiar rasul rauf jamal kamal karim kareem mahmud firas haji hana hanna hawraz twana
    nasih fuad barzan masoud nechirvan bahar jawad basma raghad hadeel ikhlas
  `),
  likely: set('aziz nasser nasir mansour fahad khalaf hamad najm adel adil shahad saif'),
  weak: set(`
    salam amal noor nour huda karam said sabah salah saleh salih salim jamil rahim amin iman hope grace ramadan rajab
    shaban marie lena jonas karl peter john david michael sara faraj hama joy
  `),
  families: set(`
    jubouri jibouri dulaimi duleimi obaidi ubaidi shammari tamimi saadi azzawi zubaidi khafaji hamdani taie luhaibi sabawi jarba
    agaidi alwani fahdawi assafi bayati rubaie nuaimi jumaili kubaisi ani rawi hadithi tikriti samarrai nasseri maliki ameri
    mousawi husseini hashimi janabi kaabi mashhadani naqeeb talabani barzani barzinji hawrami khoshnaw jaf zangana doski barwari
    zebari mizuri sindi salihi lami asadi yasiri qaisi
  `),
};

/** Words that make a place of the name beside them. */
export const PLACE_WORDS: ReadonlySet<string> = set(`
  شارع مدرسه مدارس اعداديه ثانويه جامع مسجد حسينيه حي قريه ناحيه قضاء مستشفى مستوصف منطقه محله زقاق جسر سوق مركز محافظه مدينه ملعب قاعه
  مخيم مجمع مقر مديريه فرقه لواء فوج ساحه تقاطع سيطره معهد كليه جامعه مكتب دائره بنايه مقام مرقد امام الامام نهر سد محطه مزرعه
  منتدى كراج بستان مقبره حديقه روضه شركه مؤسسه مشروع سايلو سيد
  شەقام شەقامي قوتابخانە قوتابخانەي گوند گوندي گەرەك گەرەكي نەخوشخانە نەخوشخانەي مزگەوت مزگەوتي بازار بازاري ناحيە ناحيەي قەزا قەزاي
  پاريزگا پاريزگاي شار شاري كەمپ كەمپي پرد پردي بنكە بنكەي زانكو زانكوي باخچە باخچەي بنكەي يانە يانەي سەيد
  street road avenue district quarter school mosque hospital clinic bridge market camp forum station city town village governorate
  subdistrict square junction checkpoint institute college university office building hall stadium river dam neighbourhood
  neighborhood area unit brigade battalion directorate bank foundation company project centre center shrine imam garden park
  hay plaza tower compound house police cemetery garage complex province
`);

/** After one of these comes somebody's name. */
export const TITLES: ReadonlySet<string> = set(`
  السيد السيده الشيخ الشيخه الحاج الحاجه الاستاذ الاستاذه الدكتور الدكتوره المدعو المدعوه المسمى المسماه اسمه اسمها واسمه واسمها يدعى تدعى
  كاك كاكه بەريز خاتوو خاتو ماموستا ناوي بەناوي دكتور
  mr mrs ms miss dr sheikh hajji haji named called sayyid ustad
`);

/** Places that are called like people. */
export const PLACE_NAMES: readonly (readonly string[])[] = `
  علي الغربي|علي الشرقي|ابو غريب|ابو الخصيب|ام قصر|صلاح الدين|حاج عمران|سيد صادق|سەيد سادق|حاجي ئومەران|الشيخ عمر|الشيخ سعد|شيخ سعد|خالد بن الوليد
  سەلاحەددين|ali al-gharbi|ali al-sharqi|ali gharbi|abu ghraib|abu al-khasib|umm qasr|salah al-din|salah ad-din|salah aldin|haji omran
  said sadiq|sayid sadiq|sheikh omar|sheikh saad|imam ali|imam hussein|khalid bin al-walid|khalid ibn al-walid|hamam al-alil|hammam al-alil
`
  .split(/[|\n]/)
  .map((name) => name.trim())
  .filter((name) => name !== '')
  .map((name) => name.split(' ').map(fold));
