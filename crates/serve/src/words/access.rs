//! The words of signing in, of one's own account, and of those who manage accounts.

use tradewire_accounts::{AccountError, DAYS, Deed, LONGEST_PASSWORD, Rank, SHORTEST_PASSWORD};

use super::Lang;

words! {
    /// The words of accounts in one language; fields are named after the English.
    AccessWords;

    // Signing in and out.
    sign_in: "Sign in" | "登录" | "登入",
    sign_in_lead: "This ledger is kept for those who have an account." | "此账本仅供有账户者使用。" | "此帳本僅供有帳戶者使用。",
    name: "Name" | "用户名" | "使用者名稱",
    password: "Password" | "密码" | "密碼",
    no_account: "No account, or the password is lost? Whoever keeps this ledger can help." | "没有账户或忘记密码？请联系账本管理员。" | "沒有帳戶或忘記密碼？請聯絡帳本管理員。",
    wrong: "Name or password is wrong." | "用户名或密码错误。" | "使用者名稱或密碼錯誤。",
    wait: "Too many attempts. Wait" | "尝试次数过多。请等待" | "嘗試次數過多。請等待",
    seconds: "seconds, then try again." | "秒后再试。" | "秒後再試。",
    stale: "The form was too old. Please send it again." | "表单已过期，请重新提交。" | "表單已過期，請重新提交。",
    sign_out: "Sign out" | "退出登录" | "登出",
    signed_out: "You are signed out." | "已退出登录。" | "已登出。",
    signed_in_as: "Signed in as" | "当前账户" | "目前帳戶",

    // Without accounts.
    none: "There are no accounts here" | "此处没有账户" | "此處沒有帳戶",
    none_lead: "Whoever reaches this machine's own address may do everything; nobody else can reach it. To serve others, make an account for yourself and start the server with it:" | "凡能访问本机地址者皆可进行所有操作；其他人无法访问。要供他人使用，请先建立账户，再以之启动：" | "凡能連到本機位址者皆可進行所有操作；其他人無法連到。要供他人使用，請先建立帳戶，再以之啟動：",

    // One's own account.
    account: "Account" | "账户" | "帳戶",
    account_lead: "Your password, the tokens of your programs, and where you are signed in." | "你的密码、程序令牌，以及登录位置。" | "你的密碼、程式權杖，以及登入位置。",
    rank: "Rank" | "级别" | "級別",
    new_password: "New password" | "新密码" | "新密碼",
    new_password_again: "New password once more" | "再次输入新密码" | "再次輸入新密碼",
    password_now: "Password until now" | "当前密码" | "目前密碼",
    password_hint: "At least 12 characters; a few words that nobody else puts together do well. Changing it ends all other sessions." | "至少 12 个字符；几个不相干的词连在一起就很好。更改后其他登录均会失效。" | "至少 12 個字元；幾個不相干的詞連在一起就很好。變更後其他登入均會失效。",
    change_password: "Change password" | "更改密码" | "變更密碼",
    not_the_same: "The two new passwords differ." | "两次输入的新密码不一致。" | "兩次輸入的新密碼不一致。",
    password_wrong: "The password until now is wrong." | "当前密码错误。" | "目前密碼錯誤。",
    tokens: "Tokens" | "令牌" | "權杖",
    tokens_note: "For programs and feed readers: as Authorization: Bearer, and for feeds also as the password of HTTP Basic." | "供程序与订阅器使用：以 Authorization: Bearer 发送；订阅源亦可作 HTTP Basic 的密码。" | "供程式與閱讀器使用：以 Authorization: Bearer 傳送；訂閱源亦可作 HTTP Basic 的密碼。",
    no_tokens: "None yet." | "还没有。" | "還沒有。",
    token_name: "What is it for?" | "用途" | "用途",
    token_name_hint: "such as: sheet of the team" | "例如：团队表格" | "例如：團隊表格",
    scope: "It may" | "权限" | "權限",
    scope_read: "read" | "读取" | "讀取",
    scope_review: "read and review" | "读取并审核" | "讀取並審核",
    scope_admin: "all that you may" | "与你相同" | "與你相同",
    days: "Days it lasts" | "有效天数" | "有效天數",
    make_token: "Make a token" | "生成令牌" | "產生權杖",
    token_made: "Your new token. It is shown this once; keep it where only the program finds it:" | "你的新令牌。只显示这一次，请妥善保存：" | "你的新權杖。只顯示這一次，請妥善保存：",
    revoke: "Revoke" | "撤销" | "撤銷",
    until: "until" | "有效至" | "有效至",
    last_used: "last used" | "最近使用" | "最近使用",
    never: "never used" | "从未使用" | "從未使用",
    ended: "ended" | "已失效" | "已失效",
    sessions: "Where you are signed in" | "登录位置" | "登入位置",
    this_one: "this one" | "当前" | "目前",
    unknown_place: "address unknown" | "地址未知" | "位址未知",
    unknown_browser: "unknown browser" | "未知浏览器" | "未知瀏覽器",
    since: "since" | "始于" | "始於",
    last_seen: "last seen" | "最近活动" | "最近活動",
    end: "End" | "终止" | "終止",
    done_password: "The password is changed; all other sessions have ended." | "密码已更改，其他登录均已失效。" | "密碼已變更，其他登入均已失效。",
    done_token: "The token is revoked." | "令牌已撤销。" | "權杖已撤銷。",
    done_session: "The session has ended." | "该登录已终止。" | "該登入已終止。",

    // Those of others.
    accounts: "Accounts" | "账户管理" | "帳戶管理",
    accounts_lead: "Who may sign in, and what they may do. Every change is written down." | "谁可登录，以及可做什么。每次更改都会记录。" | "誰可登入，以及可做什麼。每次變更都會記錄。",
    rank_reader: "reader" | "读者" | "讀者",
    rank_reviewer: "reviewer" | "审核员" | "審核員",
    rank_admin: "admin" | "管理员" | "管理員",
    about_reader: "reads what the ledger holds" | "阅读账本内容" | "閱讀帳本內容",
    about_reviewer: "reviews too, and sees what waits for it" | "另可审核，并可见待审内容" | "另可審核，並可見待審內容",
    about_admin: "manages accounts too" | "另可管理账户" | "另可管理帳戶",
    state: "State" | "状态" | "狀態",
    active: "active" | "有效" | "有效",
    disabled: "disabled" | "已停用" | "已停用",
    disable: "Disable" | "停用" | "停用",
    enable: "Enable" | "启用" | "啟用",
    set: "Set" | "设置" | "設定",
    you: "you" | "你" | "你",
    made_at: "Made" | "创建于" | "建立於",
    actions: "Change" | "更改" | "變更",
    rank_of: "Rank of" | "级别：" | "級別：",
    add: "Add an account" | "添加账户" | "新增帳戶",
    name_hint: "Letters, digits, - _ . and at most 40 of them. It stands beside every judgement they give." | "字母、汉字、数字及 - _ .，最多 40 个。会附在其每个判断旁。" | "字母、漢字、數字及 - _ .，最多 40 個。會附在其每個判斷旁。",
    first_password: "First password" | "初始密码" | "初始密碼",
    first_password_hint: "At least 12 characters. Hand it over in person; they change it under Account." | "至少 12 个字符。请当面交付，由本人在“账户”中更改。" | "至少 12 個字元。請當面交付，由本人在「帳戶」中變更。",
    done_added: "The account is made." | "账户已创建。" | "帳戶已建立。",
    done_rank: "The rank is set." | "级别已设置。" | "級別已設定。",
    done_disabled: "The account is disabled; its sessions have ended and its tokens open nothing." | "账户已停用，其登录与令牌均已失效。" | "帳戶已停用，其登入與權杖均已失效。",
    done_enabled: "The account is enabled again." | "账户已重新启用。" | "帳戶已重新啟用。",
    log: "What was done" | "操作记录" | "操作記錄",
    log_lead: "Newest first. Entries are added and never changed. No password is in it, nor what was typed for one." | "最新在前。记录只增不改，不含任何密码或所输入的密码。" | "最新在前。記錄只增不改，不含任何密碼或所輸入的密碼。",
    log_all: "All entries" | "全部记录" | "全部記錄",
    when: "When" | "时间" | "時間",
    who: "Who" | "操作者" | "操作者",
    what: "What" | "操作" | "操作",
    to_what: "To what" | "对象" | "對象",
    from: "From" | "来源" | "來源",
    command: "command line" | "命令行" | "命令列",
    nobody: "nobody known" | "未知者" | "未知者",
    older: "Older" | "更早" | "更早",

    // What is refused.
    beyond: "This is not for your account" | "你的账户无权访问" | "你的帳戶無權存取",
    beyond_lead: "It asks for a higher rank:" | "需要更高级别：" | "需要更高級別：",
    beyond_who: "Whoever manages accounts here can give it to you." | "可请账户管理员授予。" | "可請帳戶管理員授予。",
    too_often: "Too many requests" | "请求过多" | "請求過多",
    too_often_lead: "Seconds to wait:" | "请等待秒数：" | "請等待秒數：",
}

impl Lang {
    /// A rank in words.
    #[must_use]
    pub fn rank(self, rank: Rank) -> &'static str {
        let w = self.access_words();
        match rank {
            Rank::Reader => w.rank_reader,
            Rank::Reviewer => w.rank_reviewer,
            Rank::Admin => w.rank_admin,
        }
    }

    /// What a token of this rank may do, in words.
    #[must_use]
    pub fn scope(self, rank: Rank) -> &'static str {
        let w = self.access_words();
        match rank {
            Rank::Reader => w.scope_read,
            Rank::Reviewer => w.scope_review,
            Rank::Admin => w.scope_admin,
        }
    }

    /// What was done, by its code; unknown codes stand as they are.
    #[must_use]
    pub fn deed(self, code: &str) -> &str {
        let Some(deed) = Deed::parse(code) else { return code };
        match deed {
            Deed::AccountAdded => self.pick("account added", "添加账户", "新增帳戶"),
            Deed::RankChanged => self.pick("rank changed", "更改级别", "變更級別"),
            Deed::PasswordChanged => self.pick("password changed", "更改密码", "變更密碼"),
            Deed::AccountDisabled => self.pick("account disabled", "停用账户", "停用帳戶"),
            Deed::AccountEnabled => self.pick("account enabled", "启用账户", "啟用帳戶"),
            Deed::TokenAdded => self.pick("token made", "生成令牌", "產生權杖"),
            Deed::TokenRevoked => self.pick("token revoked", "撤销令牌", "撤銷權杖"),
            Deed::SignedIn => self.pick("signed in", "登录", "登入"),
            Deed::SignInFailed => self.pick("sign-in failed", "登录失败", "登入失敗"),
            Deed::SignedOut => self.pick("signed out", "退出登录", "登出"),
            Deed::SessionEnded => self.pick("session ended", "终止登录", "終止登入"),
            Deed::Judged => self.pick("judged", "作出判断", "作出判斷"),
            Deed::TookBack => self.pick("judgement taken back", "撤销判断", "撤銷判斷"),
            Deed::Requested => self.pick("request sent", "提交申请", "提交申請"),
            Deed::QueueRenewed => self.pick("queue made anew", "更新队列", "更新佇列"),
        }
    }

    /// What belongs to an entry of the log, in words where it is one of ours.
    #[must_use]
    pub fn deed_detail(self, detail: &str) -> &str {
        match detail {
            "wrong password" => self.pick("wrong password", "密码错误", "密碼錯誤"),
            "unknown name" => self.pick("unknown name", "用户名不存在", "使用者名稱不存在"),
            "disabled" => self.access_words().disabled,
            other => other,
        }
    }

    /// Why the accounts refuse, in words.
    #[must_use]
    pub fn refusal(self, why: &AccountError) -> String {
        match why {
            AccountError::Unknown(n) => self.pick(
                format!("There is no account «{n}»."),
                format!("没有账户“{n}”。"),
                format!("沒有帳戶「{n}」。"),
            ),
            AccountError::Taken(n) => self.pick(
                format!("There is an account «{n}» already."),
                format!("账户“{n}”已存在。"),
                format!("帳戶「{n}」已存在。"),
            ),
            AccountError::BadName(n) => self.pick(
                format!("«{n}» is no name for an account: letters, digits, - _ . and at most 40 of them."),
                format!("“{n}”不能作用户名：只可用字母、汉字、数字及 - _ .，最多 40 个。"),
                format!("「{n}」不能作使用者名稱：只可用字母、漢字、數字及 - _ .，最多 40 個。"),
            ),
            AccountError::ShortPassword(n) => self.pick(
                format!("A password has at least {SHORTEST_PASSWORD} characters; this one has {n}."),
                format!("密码至少 {SHORTEST_PASSWORD} 个字符；所填为 {n} 个。"),
                format!("密碼至少 {SHORTEST_PASSWORD} 個字元；所填為 {n} 個。"),
            ),
            AccountError::LongPassword => self.pick(
                format!("A password has at most {LONGEST_PASSWORD} bytes."),
                format!("密码最长 {LONGEST_PASSWORD} 字节。"),
                format!("密碼最長 {LONGEST_PASSWORD} 位元組。"),
            ),
            AccountError::LastAdmin(n) => self.pick(
                format!("«{n}» is the last admin: make somebody else admin first."),
                format!("“{n}”是最后一名管理员，请先指定另一名。"),
                format!("「{n}」是最後一名管理員，請先指定另一名。"),
            ),
            AccountError::Wrong => self.access_words().wrong.to_owned(),
            AccountError::UnknownToken(_) => {
                self.pick("There is no such token.", "没有这个令牌。", "沒有這個權杖。").to_owned()
            }
            AccountError::BadTokenName => self
                .pick(
                    "Give the token a name of 1 to 60 characters.",
                    "请为令牌命名，1 至 60 个字符。",
                    "請為權杖命名，1 至 60 個字元。",
                )
                .to_owned(),
            AccountError::BadDays => self.pick(
                format!("A token lasts 1 to {DAYS} days."),
                format!("令牌有效期为 1 至 {DAYS} 天。"),
                format!("權杖有效期為 1 至 {DAYS} 天。"),
            ),
            AccountError::TooWide => self
                .pick(
                    "A token cannot do more than its account.",
                    "令牌权限不能超过账户。",
                    "權杖權限不能超過帳戶。",
                )
                .to_owned(),
            other => other.to_string(),
        }
    }
}
