namespace Chat.Tests.Transfer;

/// <summary>An export in which everything is odd that importers have met: one message for each.</summary>
internal static class QuirkyExport
{
    public const string Author = "U0ALICE";

    public static byte[] Zip() => Files().Zip("Team export/");

    public static ExportFiles Files() => new ExportFiles()
        .With("__MACOSX/._channels.json", "x")
        .With("users.json", """
            [{"id":"U0ALICE","name":"alice","is_admin":true,"updated":1500000000,"profile":{"real_name":"Alice ☃","email":"Alice@Example.org","image_72":"https://a.example/72.png"}},
             {"id":"U0BOB","name":"bob","deleted":true,"profile":{"email":"alice@example.org"}},
             {"id":"U0CAROL","name":"Alice","profile":{}},
             {"id":"U0ROBOT","name":"ci","is_bot":true,"profile":{"bot_id":"B0ROBOT"}},
             {"id":"W0GRID","name":"grid","profile":{"real_name":"\u0000x"}},
             {"id":"USLACKBOT","name":"slackbot"},
             {"id":"U0BOB","name":"twice"},
             {"id":"not an id","name":"x"}, 7]
            """)
        .With("channels.json", """
            [{"id":"C0GENERAL","name":"general","created":1500000000,"creator":"U0ALICE","is_general":true,"members":["U0ALICE","U0BOB","U0CAROL","U0NOBODY"],
              "topic":{"value":"t <@U0ALICE>","creator":"U0ALICE","last_set":1500000001},"purpose":{"value":"p","creator":"","last_set":0},
              "pins":[{"id":"1500000001.000001","type":"C"}],"updated":1500000000123},
             {"id":"C0DEV","name":"dev","created":1500000000,"creator":null,"members":["U0ALICE"],"previous_names":["development"]},
             {"id":"C0DEVOPS","name":"dev-ops","created":1500000000,"creator":"U0GONE","is_archived":true,"members":[]},
             {"id":"C0TWIN","name":"dev","created":1500000000,"members":["U0BOB"]},
             {"id":"C0WORLD","name":"日本語-チャンネル","created":1500000000,"members":["U0ALICE"]},
             {"id":"C0LONG","name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","created":1500000000,"members":["U0ALICE"]},
             {"id":"C0EMPTY","name":"empty","created":1500000000,"members":["U0ALICE"]}]
            """)
        .With("groups.json", """[{"id":"G0SECRET","name":"secret","created":1500000000,"members":["U0ALICE","U0CAROL"]}]""")
        .With("mpims.json", """
            [{"id":"G0THREE","name":"mpdm-alice--bob--alice-1","created":1,"members":["U0ALICE","U0BOB","U0CAROL"]},
             {"id":"G0AGAIN","name":"mpdm-alice--bob--alice-2","created":1,"members":["U0CAROL","U0BOB","U0ALICE"]},
             {"id":"G0MANY","name":"mpdm-many-1","created":1,"members":["U0ALICE","U0BOB","U0CAROL","W0GRID","U0P1","U0P2","U0P3","U0P4","U0P5","U0P6"]}]
            """)
        .With("dms.json", """
            [{"id":"D0SELF","created":1,"members":["U0ALICE","U0ALICE"]},
             {"id":"D0PAIR","created":1,"members":["U0ALICE","U0BOB"]},
             {"id":"D0LONELY","created":1,"members":["U0BOB"]},
             {"id":"D0BOT","created":1,"members":["U0ALICE","USLACKBOT"]}]
            """)
        .With("integration_logs.json", "[]")
        .With("general/canvas_in_the_conversation.json", "{}")
        // Zip order is no date order, and a reply may come before its root.
        .With("general/2017-07-15.json", """
            [{"type":"message","user":"U0BOB","text":"late root","ts":"1500100000.000100","thread_ts":"1500100000.000100","reply_count":9,"replies":[{"user":"U0CAROL","ts":"1500000100.000001"}],"reply_users":["U0X"],"latest_reply":"1.0"},
             {"type":"message","subtype":"thread_broadcast","text":"to all","ts":"1500100001.000100","thread_ts":"1500100000.000100","root":{"user":"U0CAROL","ts":"1500100000.000100"}},
             {"type":"message","user":"U0CAROL","text":"reply","ts":"1500100002.000100","thread_ts":"1500100000.000100","parent_user_id":"U0BOB"},
             {"type":"message","user":"U0CAROL","text":"an orphan","ts":"1500100003.000100","thread_ts":"1400000000.000001"}]
            """)
        .With("general/2017-07-14.json", """
            [{"type":"message","user":"U0ALICE","text":"hi <@U0BOB> &amp; <#C0DEV|dev> <https://a.example|a>","ts":"1500000001.000001","client_msg_id":"c1","team":"T0OTHER","user_team":"T0OTHER",
              "blocks":[{"type":"rich_text","elements":[]}],"unknown":{"a":[1,2.50,"x"]},
              "edited":{"user":"U0ALICE","ts":"1500000002.000000"},
              "reactions":[{"name":"clap::skin-tone-2","users":["U0BOB","U0BOB","U0FAR"],"count":7},{"name":"+1","users":["U0ALICE"],"count":1}]},
             {"type":"message","user":"U0ALICE","text":"early reply","ts":"1500000100.000001","thread_ts":"1500100000.000100"},
             {"type":"message","user":"U0STRANGER","text":"who is this","ts":"1500000101.000001","user_profile":{"name":"stranger","real_name":"A Stranger","image_72":"https://s.example/1.png"}},
             {"type":"message","subtype":"bot_message","bot_id":"B0ROBOT","username":"ci","icons":{"emoji":":ok:"},"text":"","attachments":[{"fallback":"build ok","ts":1700000070}],"ts":"1500000102.000001"},
             {"type":"message","subtype":"bot_message","username":"nobody","text":"neither user nor bot","ts":"1500000103.000001"},
             {"type":"message","user":"USLACKBOT","text":"reminder","ts":"1500000104.000001"},
             {"type":"message","subtype":"channel_name","user":"U00","text":"renamed","old_name":"a","name":"b","ts":"1500000105.000001"},
             {"type":"message","subtype":"file_comment","text":"commented","comment":{"user":"U0CAROL","comment":"nice"},"file":{"id":"F1"},"ts":"1500000106.000001"},
             {"type":"message","subtype":"file_share","user":"U0ALICE","text":"shared","upload":true,"file":{"id":"F2","mode":"tombstone"},"ts":"1500000107.000001"},
             {"type":"message","subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1500000108.000001"},
             {"type":"message","user":"U0ALICE","text":"twice","ts":"1500000109.000001"},
             {"type":"message","user":"U0BOB","text":"same ts","ts":"1500000109.000001"},
             {"type":"message","hidden":true,"subtype":"message_changed","ts":"1500000110.000001"},
             {"type":"message","user":"U0ALICE","text":"no ts"},
             {"type":"message","user":"U0ALICE","text":"bad ts","ts":"NaN"},
             {"type":"message","user":"U0ALICE","text":"number ts","ts":1500000111.1},
             {"type":"message","user":"U0ALICE","text":"of the future","ts":"9500000111.000001"},
             {"type":"event","ts":"1500000112.000001"},
             {"type":"message","user":"U0ALICE","text":"half \ud83d","ts":"1500000113.000001"},
             {"type":"message","user":"U0ALICE","text":{"no":"text"},"ts":"1500000114.000001"},
             {"type":"message","user":"U0ALICE","text":null,"ts":"1500000115.000001","files":[{"id":"F3","mode":"hidden_by_limit"}]},
             {"type":"message","user":"U0ALICE","text":"nul \u0000 here","ts":"1500000116.000001"},
             null, "text", []]
            """)
        .With("dev/2017-07-14.json", """[{"type":"message","user":"U0ALICE","text":"dev","ts":"1500000001.000001"}]""")
        .With("dev-ops/2017-07-14.json", """[{"type":"message","user":"U0BOB","text":"ops","ts":"1500000001.000001"}]""")
        .With("日本語-チャンネル/2017-07-14.json", """[{"type":"message","user":"U0ALICE","text":"こんにちは","ts":"1500000001.000001"}]""")
        .With("secret/2017-07-14.json", """[{"type":"message","user":"U0CAROL","text":"psst","ts":"1500000001.000001"}]""")
        .With("D0PAIR/2017-07-14.json", """[{"type":"message","user":"U0BOB","text":"dm","ts":"1500000001.000001"}]""")
        .With("D0SELF/2017-07-14.json", """[{"type":"message","user":"U0ALICE","text":"note","ts":"1500000001.000001"}]""")
        .With("mpdm-alice--bob--alice-1/2017-07-14.json", """[{"type":"message","user":"U0BOB","text":"three","ts":"1500000001.000001"}]""")
        .With("mpdm-alice--bob--alice-2/2017-07-14.json", """[{"type":"message","user":"U0BOB","text":"again","ts":"1500000001.000001"}]""")
        .With("mpdm-many-1/2017-07-14.json", """[{"type":"message","user":"U0BOB","text":"many","ts":"1500000001.000001"}]""")
        .With("forgotten/2017-07-14.json", """[{"type":"message","user":"U0CAROL","text":"no list has it","ts":"1500000001.000001"}]""");
}
